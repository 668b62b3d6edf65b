"""照现在的速度，哪些指标完不成？要提速几倍？

命令：mzprog outlook plans/wuhan.yaml --year 2018
"""

from pathlib import Path

from mzprog import load_plan, outlook

plan = load_plan(Path(__file__).parent.parent / "plans" / "wuhan.yaml")

# 最差的在前；只看要“经努力”才能完成的。
for row in outlook(plan, 2018).rows:
    found = row.deciding
    if row.outlook == "经努力可以完成" and found.multiple is not None and found.expected is not None:
        print(f"{row.row.indicator.name}：提速{float(found.multiple):.1f}倍，照现在到2020年是{float(found.expected):g}")
        # 今天到多少，评价才会上一级；2020年的数后来公布了，可以对照。
        for goal in found.goals:
            if goal.value is not None:
                print(f"  {goal.tier.label}：{float(goal.value):g}")
        for point in found.later:
            print(f"  {point.period}年实际：{float(point.observed):g}")

# 打印：
# 每千名老年人口养老床位数：提速6.6倍，照现在到2020年是40.4
#   进展良好：43.5
#   滞后：39.6
#   2020年实际：54
# 养老床位数：提速3.5倍，照现在到2020年是7.82
#   进展良好：8.05
#   滞后：6.88
#   2020年实际：10.6
