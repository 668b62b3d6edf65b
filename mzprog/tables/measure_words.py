"""The words of names and targets that say what is measured: a growth, a fall, a share, a sum."""

from __future__ import annotations

import re

FALLS = re.compile("(降低|下降|减少|减排|降幅|下降率|降低率|减少率|削减|压减|累计降低率)([（(].*)?$")
GROWS = re.compile("(增长|增速|增幅|增长率|增长速度|增速目标)([（(].*)?$")
GROWN = re.compile(r"(?:同比)?增长(?P<number>[0-9.]+)[%％](?P<more>及?以上)?")
SHARE = re.compile("(率|比例|比重|占比|程度|指数)$")
RISES = re.compile("(提高|上升|提升|增加)([（(].*)?$")
ADDED = re.compile("^(年?新增|城镇新增|新建|新改扩?建|累计)|新增")
SUM = re.compile('(?:五年|规划期内?|期内|期间|十[一二三四]?五[”"]?(?:时期|期间)?)累计')
WHOLE_SUM = re.compile(f'[（(][“"]?{SUM.pattern}[^（()）]*[）)]$')
