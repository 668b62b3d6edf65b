"""如果每千名老年人口养老床位数当时是45张，评价会怎样？

命令：mzprog whatif plans/wuhan.yaml --year 2018 --set 每千名老年人口养老床位数=45
"""

from pathlib import Path

from mzprog import load_plan, whatif

plan = load_plan(Path(__file__).parent.parent / "plans" / "wuhan.yaml")

# 依次试三种假设：改成45，加2，把目标改成45。规划本身不会变。
for assumption in ["=45", "=+2", ".target=45"]:
    found = whatif(plan, [f"每千名老年人口养老床位数{assumption}"], 2018)
    before, after = found.rows[0]
    assert before.rate is not None and after.rate is not None  # 无法评估的没有进展率
    # 进展率是精确的分数，打印时才取两位小数。
    print(f"{assumption}：{float(before.rate):.2f}% {before.verdict} → {float(after.rate):.2f}% {after.verdict}")

# 打印：
# =45：26.15% 严重滞后 → 123.08% 进展良好
# =+2：26.15% 严重滞后 → 56.92% 滞后
# .target=45：26.15% 严重滞后 → 42.50% 滞后
