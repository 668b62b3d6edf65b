"""和上一年比，哪些指标变好了，哪些变差了？

命令：mzprog evaluate plans/wuhan.yaml --year 2018 --since 2017
"""

from pathlib import Path

from mzprog import evaluate, load_plan
from mzprog.questions.change import changes

plan = load_plan(Path(__file__).parent.parent / "plans" / "wuhan.yaml")

# 变好变差看评价：提前完成的指标，进展率本来就会逐年下降。
for change in changes(evaluate(plan, 2017), evaluate(plan, 2018)).rows:
    if change.kind in {"better", "worse"}:
        print(f"{change.now.indicator.name}：{change.then.verdict} → {change.now.verdict}")

# 打印：
# 登记注册社区志愿者占常住人口比重：严重滞后 → 进展良好
# 平均每个农村社区配备专业社会工作者人数：滞后 → 进展良好
# 养老床位数：严重滞后 → 滞后
# 农村社区建立养老服务站点覆盖率：滞后 → 进展良好
