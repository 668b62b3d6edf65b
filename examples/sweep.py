"""床位要到多少，评价才会变？

命令：mzprog whatif plans/wuhan.yaml --year 2018 --sweep 每千名老年人口养老床位数=38..44/2
"""

from pathlib import Path

from mzprog import evaluate, load_plan
from mzprog.questions.sweep import sweep

plan = load_plan(Path(__file__).parent.parent / "plans" / "wuhan.yaml")
found = sweep(evaluate(plan, 2018), "每千名老年人口养老床位数=38..44/2")

for step in found.steps:
    print(step.value, step.row.verdict)

# 转折的值是精确算出来的，不受步长影响。
for turn in found.turns:
    print(f"{float(turn.value)}：{turn.below} → {turn.above}")

# 打印：
# 38 严重滞后
# 40 滞后
# 42 滞后
# 44 进展良好
# 39.6：严重滞后 → 滞后
# 43.5：滞后 → 进展良好
