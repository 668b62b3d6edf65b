"""几个方案哪个好？方案写在 scenarios.yaml 里。

命令：mzprog whatif plans/wuhan.yaml --year 2018 --scenario examples/scenarios.yaml
"""

from pathlib import Path

from mzprog import evaluate, load_plan
from mzprog.questions.scenario import read_scenarios

here = Path(__file__).parent
before = evaluate(load_plan(here.parent / "plans" / "wuhan.yaml"), 2018)
file = here / "scenarios.yaml"

print("现状", dict(before.summary.by_verdict))
for scenario in read_scenarios(file.read_bytes(), file.name, before):
    print(scenario.name, dict(scenario.after.summary.by_verdict))

# 打印：
# 现状 {'进展良好': 16, '滞后': 6, '严重滞后': 1, '无法评估': 0}
# 多建床位 {'进展良好': 17, '滞后': 6, '严重滞后': 0, '无法评估': 0}
# 调低目标 {'进展良好': 16, '滞后': 7, '严重滞后': 0, '无法评估': 0}
