#!/bin/sh
# 滞后的指标，最差的在前，每行是规划、指标、进展率、评价，用 Tab 隔开：
#   sh examples/jq.sh 规划文件或文件夹 年份
#
# 要装 jq（1.6 或更新）。“滞后”是低于规划自己的方法的第一级。

mzprog evaluate "$1" --year "$2" --format json | jq -r '
    [.plans[] | . as $plan | .indicators[] | select(.verdict | IN($plan.method.tiers[1:][].label))
        | [$plan.plan, .name, .progress_rate, .verdict]] | sort_by(.[2])[] | @tsv'
