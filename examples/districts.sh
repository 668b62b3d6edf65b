#!/bin/sh
# 一个文件夹里的规划，各写一份报告：
#   sh examples/districts.sh 规划文件夹 年份 报告文件夹 [格式]
#
# 格式是 docx（不写就是它，要装 '.[office]'）、html、xlsx 或 md。有一个规划不能用，别的照写；
# 退出码是其中最坏的，0 就是全都写成了。

[ $# -ge 3 ] || { echo "用法：sh examples/districts.sh 规划文件夹 年份 报告文件夹 [格式]" >&2; exit 2; }
mkdir -p "$3" || exit 5

worst=0
for plan in "$1"/*.yaml; do
    report=$3/$(basename "$plan" .yaml).${4:-docx}
    mzprog report "$plan" --year "$2" -o "$report"
    code=$?
    [ $code -ne 130 ] || exit 130 # 按了 Ctrl+C，后面的也不做了
    if [ $code -eq 0 ]; then echo "$report"; else echo "没有写成：$report" >&2; fi
    [ $code -le $worst ] || worst=$code
done
exit $worst
