# 定时评估一个文件夹里的规划；和上次相比有变化，或有规划不能用时，才寄一封信。
# 与 cron.sh 做同样的事，给 Windows 的“任务计划程序”用（Windows 自带的 PowerShell 5.1）。
# 没有在 Windows 上运行过；请先在终端里运行一次，看它寄出的信。
#
# 登记（每年1月10日早上8点；每周一次就写 /SC WEEKLY /D MON），在命令提示符里输入一行：
#   schtasks /Create /TN mzprog /SC MONTHLY /M JAN /D 10 /ST 08:00 /TR "powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -File C:\mzprog\examples\task.ps1 -To you@example.cn -SmtpServer smtp.example.cn"
#
# 第一次运行寄整张表，以后只寄变化；新的一年与上一年的结果比较。没有变化时不寄信，也不打印。
# 每年的结果存成 State\年份.json，信寄出以后才替换。中断了，信没有寄出，或有规划不能用，都不
# 替换，下次再报。信寄不出去时，内容写到标准错误，也留在 State\changes.txt 和 errors.txt 里。
#
# 退出码与 mzprog 相同：0 完成；2 命令写错；3 有规划不能用；4 有变化，而且达到 Gate；5 结果写不
# 出去，或信寄不出去。另有 75：上一次还在运行，这次什么也没有做。

param(
    [Parameter(Mandatory = $true)][string]$To,         # 收件人
    [Parameter(Mandatory = $true)][string]$SmtpServer, # 寄信的服务器
    [string]$From = $To,
    [string]$Plans = 'plans',                          # 规划文件夹；相对路径从项目文件夹算起
    [int]$Year = (Get-Date).Year - 1,                  # 评估年份：上一年
    [string]$State = 'state',                          # 存结果的文件夹；每个规划文件夹用自己的
    [string]$Gate = '约束性:滞后',                     # 有这一评价或更差的，退出码是4；空的就不看
    [string]$Mzprog = '.venv\Scripts\mzprog.exe'
)

$ErrorActionPreference = 'Stop'
$env:PYTHONUTF8 = '1'

# .NET 不知道 PowerShell 在哪个文件夹，所以写成完整的路径。
$project = Split-Path -Parent $PSScriptRoot
Set-Location -LiteralPath $project
$State = [IO.Path]::Combine($project, $State)
$new, $changes, $problems = 'new.json', 'changes.txt', 'errors.txt' | ForEach-Object { Join-Path $State $_ }

# 运行 mzprog，它的输出和错误原样存成文件，返回退出码。
function Invoke-Mzprog([string[]]$Arguments) {
    $quoted = $Arguments | ForEach-Object { '"' + $_.TrimEnd('\') + '"' }
    $ran = Start-Process -FilePath $Mzprog -ArgumentList $quoted -NoNewWindow -Wait -PassThru `
        -RedirectStandardOutput $changes -RedirectStandardError $problems
    $ran.ExitCode
}

try {
    $null = New-Item -ItemType Directory -Path $State -Force
} catch {
    [Console]::Error.WriteLine($_)
    exit 5
}

# 同时只运行一次：这个文件打开着，别人就打不开；进程结束了，系统会关上它。
try {
    $lock = [IO.File]::Open((Join-Path $State 'lock'), 'OpenOrCreate', 'ReadWrite', 'None')
} catch [IO.IOException] {
    exit 75
}

$now = Join-Path $State "$Year.json"
$last = if (Test-Path -LiteralPath $now) { $now } else { Join-Path $State "$($Year - 1).json" }
$news = if (Test-Path -LiteralPath $last) { '有变化' } else { '第一次评估' }

# 先存结果，再写信：这两步之间改了的规划，下次还会报。
try {
    $code = Invoke-Mzprog 'evaluate', $Plans, '--year', $Year, '-o', $new
    # 这一年还没有一项有数：没有什么可报，也不存，等有了数再与以前的结果比。
    if ($code -eq 0 -and -not (Select-String -LiteralPath $new -Pattern '"(observed|judged)": ("|-?[0-9])' -Quiet)) {
        exit 0
    }
    if ($code -eq 0 -or $code -eq 3) {
        $arguments = 'evaluate', $Plans, '--year', $Year, '--against', $last, '--only-changes'
        if ($Gate) { $arguments += '--fail-on', $Gate }
        $code = Invoke-Mzprog $arguments
    }
} catch {
    $code = 127 # 没有这个程序
    [IO.File]::WriteAllText($problems, "$_")
    [IO.File]::WriteAllText($changes, '')
}

$text = [IO.File]::ReadAllText($problems) + [IO.File]::ReadAllText($changes)
if ($code -ne 0 -or (Get-Item -LiteralPath $changes).Length -gt 0) {
    $what = switch ($code) {
        0 { $news }
        3 { '有规划不能用' }
        4 { "达到$Gate" }
        default { "没有评估成（退出码$code）" }
    }
    try {
        Send-MailMessage -To $To -From $From -SmtpServer $SmtpServer -Encoding ([Text.Encoding]::UTF8) `
            -Subject "规划评估（${Year}年）：$what" -Body $text
    } catch {
        [Console]::Error.WriteLine("$_`r`n$text")
        exit 5
    }
}

if ($code -eq 0 -or $code -eq 4) {
    try {
        if (Test-Path -LiteralPath $now) {
            [IO.File]::Replace($new, $now, [NullString]::Value)
        } else {
            [IO.File]::Move($new, $now)
        }
    } catch {
        [Console]::Error.WriteLine($_)
        exit 5
    }
}
$lock.Close()
exit $code
