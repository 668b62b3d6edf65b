#!/bin/sh
# 写成 Excel、WPS 双击就能打开的 CSV，每项指标一行：
#   sh examples/spreadsheet.sh 规划文件或文件夹 年份 评估.csv
#
# 要用 -o 写文件，不要用 >：-o 写的文件开头有 Excel 认得的标记（BOM），汉字不会乱。在 Windows 的
# 命令提示符和 PowerShell 里是同一条命令（未在 Windows 上测试）：
#   .venv\Scripts\mzprog evaluate plans --year 2020 -o 评估.csv
#
# 3-5 这样的目标值被显示成日期时，改用“数据 → 从文本/CSV”，把这一列的类型选作“文本”。
# 要公式，写成工作簿：mzprog report plans --year 2020 -o 评估.xlsx

mzprog evaluate "$1" --year "$2" -o "$3"
