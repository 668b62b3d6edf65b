#!/bin/sh
# 定时评估一个文件夹里的规划；和上次相比有变化，或有规划不能用时，才寄一封信。
#
# crontab -e，加上一行（每年1月10日早上8点评估上一年；每周一次就写 0 8 * * 1）：
#   0 8 10 1 * sh /srv/mzprog/examples/cron.sh
#
# 第一次运行寄整张表，以后只寄变化；新的一年与上一年的结果比较。没有变化、或那一年还没有数时不寄
# 信，也不输出。
# 每年的结果存成 STATE/年份.json，信寄出以后才替换。中断了，信没有寄出，或有规划不能用，都
# 不替换，下次再报。信寄不出去时，内容写到标准错误，由 cron 自己寄。
#
# 退出码与 mzprog 相同：0 完成；2 命令写错；3 有规划不能用；4 有变化，而且达到 GATE；5 结果写不
# 出去，或信寄不出去。另有 75：上一次还在运行，这次什么也没有做；127：没有 MZPROG 这个程序。

cd "$(dirname "$0")/.." || exit # 项目文件夹；下面的相对路径都从这里算起

# 可以在这里改，也可以写在 crontab 里，如 PLANS=/srv/规划。MAILTO 也是 cron 自己用的。
PLANS=${PLANS:-plans}              # 规划文件夹
YEAR=${YEAR:-$(($(date +%Y) - 1))} # 评估年份：上一年
STATE=${STATE:-state}              # 存结果的文件夹；每个规划文件夹用自己的
GATE=${GATE-约束性:滞后}           # 有这一评价或更差的，退出码是4；空的就不看
MAILTO=${MAILTO:-$(id -un)}        # 收件人
MAILER=${MAILER:-mail}             # 寄信的命令：MAILER -s 题目 收件人，内容从标准输入来
MZPROG=${MZPROG:-.venv/bin/mzprog}

export LC_ALL=C.UTF-8 PYTHONUTF8=1 # cron 里没有语言设置；信总是 UTF-8
mkdir -p "$STATE" 2>/dev/null
[ -w "$STATE/." ] || { echo "写不进文件夹 $STATE" >&2; exit 5; }

# 同时只运行一次。有 flock 时，锁随进程结束而消失；没有时（macOS）用一个文件夹，运行被强行中断
# 会留下它，一天以后自动作废，也可以自己删去。
if command -v flock >/dev/null; then
    exec 9>"$STATE/lock"
    flock -n 9 || exit 75
else
    find "$STATE/running" -prune -mtime +0 -exec rmdir {} \; 2>/dev/null
    mkdir "$STATE/running" 2>/dev/null || exit 75
    trap 'rmdir "$STATE/running"' EXIT
    trap 'exit 130' HUP INT TERM
fi

last=$STATE/$YEAR.json
[ -e "$last" ] || last=$STATE/$((YEAR - 1)).json
[ -e "$last" ] && news=有变化 || news=第一次评估

# 先存结果，再写信：这两步之间改了的规划，下次还会报。
"$MZPROG" evaluate "$PLANS" --year "$YEAR" -o "$STATE/new.json" >"$STATE/changes.txt" 2>"$STATE/errors.txt"
code=$?
# 这一年还没有一项有数：没有什么可报，也不存，等有了数再与以前的结果比。
if [ $code -eq 0 ] && ! grep -Eq '"(observed|judged)": ("|-?[0-9])' "$STATE/new.json"; then
    exit 0
fi
if [ $code -eq 0 ] || [ $code -eq 3 ]; then
    "$MZPROG" evaluate "$PLANS" --year "$YEAR" --against "$last" --only-changes ${GATE:+--fail-on "$GATE"} \
        >"$STATE/changes.txt" 2>"$STATE/errors.txt"
    code=$?
fi

if [ -s "$STATE/changes.txt" ] || [ $code -ne 0 ]; then
    case $code in
    0) what=$news ;;
    3) what=有规划不能用 ;;
    4) what="达到$GATE" ;;
    *) what="没有评估成（退出码$code）" ;;
    esac
    if ! cat "$STATE/errors.txt" "$STATE/changes.txt" | "$MAILER" -s "规划评估（$YEAR年）：$what" "$MAILTO" 9>&-; then
        cat "$STATE/errors.txt" "$STATE/changes.txt" >&2
        exit 5
    fi
fi

if [ $code -eq 0 ] || [ $code -eq 4 ]; then
    mv -f "$STATE/new.json" "$STATE/$YEAR.json" || exit 5
fi
exit $code
