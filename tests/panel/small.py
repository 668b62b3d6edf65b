"""A long table of three indicators, and when it is asked about."""

HEAD = "region,plan,indicator,type,baseline_year,target_year,baseline,target,period,value\n"
ROWS = (
    "武汉,十三五,床位,约束性,2015,2020,37,50,2018,38.7\n"
    "武汉,十三五,站点,预期性,2015,2020,10,20,2018,20\n"
    "天门,十三五,床位,约束性,2015,2020,30,50,2018,42\n"
)
ASKED = ("--year", "2018")
