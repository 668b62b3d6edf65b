"""一个文件夹的规划里，哪些约束性指标滞后？每个数从哪里来？

命令：mzprog evaluate plans/wuhan.yaml --year 2018 --type 约束性 --verdict 滞后 --verdict 严重滞后 --explain
"""

import sys
from pathlib import Path

from mzprog import PlanError, evaluate, load_plan
from mzprog.core.plan import Figure, Target

folder = Path(__file__).parent.parent / "plans"

for file in sorted(folder.glob("*.yaml")):
    try:
        plan = load_plan(file)
    except PlanError as error:  # 不能用的规划说明白，别的照常
        print(*error.problems, sep="\n", file=sys.stderr)
        continue
    assessment = evaluate(plan, 2018)
    good, *lagging = [tier.label for tier in assessment.method.tiers]
    for row in assessment.rows:
        if row.indicator.type != "约束性" or row.verdict not in lagging or row.rate is None:
            continue
        print(f"{plan.title}：{row.indicator.name} {float(row.rate):.2f}% {row.verdict}")
        found = row.deciding  # 有组成部分的指标，这是最差的一个
        measure, period = found.measure, found.period
        figures: dict[str, Figure | Target | None] = {"基期值": measure.baseline, "目标值": measure.target}
        if period is not None:
            figures[f"{period}观测值"] = measure.observations[period]
        for place, figure in figures.items():
            if figure is not None:
                # 数上没有写来源的，用指标的；指标没有写的，用规划的。
                source = plan.sources.get(figure.source or row.indicator.source or plan.source or "")
                text = figure.text if isinstance(figure, Target) else figure.value
                print(f"  {place} {text}：{source.title if source else '未注明来源'}")

# 打印：
# 武汉市民政事业发展“十三五”规划：城乡低保救助精准率 90.00% 滞后
#   基期值 93：市民政局关于《武汉市民政事业发展“十三五”规划》实施情况的中期评估报告 主要指标进展情况评估表
#   目标值 ≥99：市民政局关于《武汉市民政事业发展“十三五”规划》实施情况的中期评估报告 主要指标进展情况评估表
#   2018H1观测值 95.7：市民政局关于《武汉市民政事业发展“十三五”规划》实施情况的中期评估报告 主要指标进展情况评估表
# 武汉市民政事业发展“十三五”规划：区级社会组织孵化基地覆盖率 85.71% 滞后
#   基期值 30：市民政局关于《武汉市民政事业发展“十三五”规划》实施情况的中期评估报告 主要指标进展情况评估表
#   目标值 100：市民政局关于《武汉市民政事业发展“十三五”规划》实施情况的中期评估报告 主要指标进展情况评估表
#   2018H1观测值 60：市民政局关于《武汉市民政事业发展“十三五”规划》实施情况的中期评估报告 主要指标进展情况评估表
# 武汉市民政事业发展“十三五”规划：每千名老年人口养老床位数 26.15% 严重滞后
#   基期值 37：市民政局关于《武汉市民政事业发展“十三五”规划》实施情况的中期评估报告 主要指标进展情况评估表
#   目标值 50：市民政局关于《武汉市民政事业发展“十三五”规划》实施情况的中期评估报告 主要指标进展情况评估表
#   2018H1观测值 38.7：市民政局关于《武汉市民政事业发展“十三五”规划》实施情况的中期评估报告 主要指标进展情况评估表
