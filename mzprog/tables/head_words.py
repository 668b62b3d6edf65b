"""The words of table heads and what each of them means: the one place where they are listed.

A head is read as a row of such words (``words``); one letter stands for each meaning. A head in which
a word is left over that stands nowhere here makes its column 不读. ``--words`` adds a user's own, and
docs/import.md lists these.
"""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """What words of a head mean: the ``letter`` for it, its ``title`` in the docs and in ``--words`` files."""

    letter: str
    title: str
    words: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.replace("\n", ",").split(",") if word.strip())


# Columns of texts: a word of these decides the column.
TEXTS = (
    Meaning("#", "序号", _words("""
        序号,序,编号,次序,no,no.,number,#,s/n,sn,ref,ref.""")),
    Meaning("C", "类别", _words("""
        类别,指标类别,指标分类,分类,领域,大类,小类,维度,板块,方面,指标领域,目标领域,目标层,准则层,任务类别,项目类别,
        指标体系,一级分类,二级分类,category,pillar,sector,theme,area,component,objective,outcome,output,goal,
        dimension,group""")),
    Meaning("U", "单位", _words("""
        单位,计量单位,计算单位,指标单位,数量单位,度量单位,unit,units,unit of measure,unit of measurement,
        measurement unit,uom""")),
    Meaning("P", "属性", _words("""
        属性,指标属性,指标性质,性质,类型,指标类型,目标属性,type,nature,indicator type""")),
    Meaning("R", "责任单位", _words("""
        责任单位,责任部门,责任科室,责任处室,牵头单位,牵头部门,牵头科室,牵头处室,主管部门,主管单位,主责单位,主责部门,
        实施单位,实施主体,责任主体,承办单位,承办部门,负责单位,负责部门,落实单位,落实部门,填报单位,填报部门,填报科室,
        指标责任单位,数据责任单位,责任单位及责任人,责任人,负责人,responsible,responsibility,responsible agency,
        responsible unit,responsible department,responsible party,responsible entity,responsible institution,
        responsible ministry,lead agency,lead department,lead,agency,institution,owner,implementing agency""")),
    Meaning("W", "权重", _words("""
        权重,权数,分值,标准分,标准分值,权重分,weight,weighting""")),
    Meaning("S", "来源", _words("""
        来源,数据来源,资料来源,指标来源,目标来源,数据出处,出处,source,data source,sources,means of verification,
        source of data,data sources""")),
    Meaning("N", "备注", _words("""
        备注,说明,附注,注,指标说明,指标解释,指标定义,指标含义,定义,口径,统计口径,计算方法,计算公式,评分标准,评分细则,
        是否达到预期,是否达到预期目标,是否符合预期,原因,扣分原因,扣分说明,偏差原因,未完成原因,未完成原因说明,偏差原因分析及改进措施,原因分析,措施,改进措施,主要措施,下一步措施,
        下步措施,下一步打算,下一步工作,存在问题,存在的问题,依据,配合单位,配合部门,协同单位,协同部门,协办单位,参与单位,
        填报人,联系人,联系电话,时间要求,comments,comment,remarks,remark,notes,note,definition,description,methodology,
        frequency,explanation,data collection,justification""")),
    Meaning("X", "符号", _words("""
        符号,比较符号,关系符号,运算符号,运算符,计算符号,目标符号,operator""")),
    Meaning("I", "代号", _words("""
        代号,指标代号,指标编码,指标代码,id,code""")),
    Meaning("O", "上级指标", _words("上级指标")),
    Meaning("D", "方向", _words("方向,指标方向")),
    Meaning("L", "计算规则", _words("计算规则,规则")),
    Meaning("M", "数值性质", _words("数值性质")),
    Meaning("H", "保持", _words("保持,是否保持")),
    Meaning("J", "下级合计", _words("下级合计")),
    Meaning("B", "基期年", _words("基期年,基期年份,baseline year,base year")),
    Meaning("T", "目标年", _words("目标年,目标年份,target year")),
)  # fmt: skip

# What measures: these and a period decide the columns of figures (``words.ROLES``).
MEASURES = (
    Meaning("n", "名称", _words("""
        名称,指标,指标名称,指标内容,监测指标,考核指标,评价指标,规划指标,约束性指标,预期性指标,绩效指标,主要指标,
        具体指标,核心指标,发展指标,重点指标,一级指标,二级指标,三级指标,四级指标,指标项,指标层,主要经济指标,项目,
        项目名称,项目内容,具体项目,任务名称,工作任务,重点任务,主要任务,工作内容,工作项目,实事项目,任务内容,考核内容,
        考核项目,考核事项,事项,事项名称,建设内容,内容,品名,产品名称,分项,indicator,indicators,indicator name,
        performance indicator,key performance indicator,kpi,measure,performance measure,results indicator,
        outcome indicator,output indicator,metric,item""")),
    Meaning("w", "任务", _words("""
        任务,目标任务,年度任务,工作目标,年度目标任务,考核目标任务,任务目标,计划任务""")),
    Meaning("t", "目标值", _words("""
        目标,总目标,总体目标,五年目标,五年总目标,最终目标,目标值,目标数,目标量,规划,规划值,规划数,规划数据,规划目标,
        规划目标值,计划,计划值,计划数,计划量,总任务,总任务数,任务总数,总计划,预算,预算数,预算安排,任务数,任务量,
        任务值,下达任务,考核要求,考核目标,考核值,考核标准,标准值,达标值,指标值,预期效果,预期值,预期目标,预期目标值,
        控制目标,控制数,控制值,要求,目标要求,工作要求,要求值,应完成,应完成数,计划完成,计划完成数,计划实现,计划新增,
        拟完成,终期目标,期末目标,target,targets,planned,plan,goal value,
        end target,end-of-project target""")),
    Meaning("a", "实际值", _words("""
        实际,实际值,实际数,实际完成,实际完成值,实际完成数,实际完成情况,实际情况,实际达到,完成,完成值,完成数,完成量,
        完成数量,已完成,已完成数,已完成量,实绩,实绩值,实现,实现值,实现数,达到,达到值,达成值,执行,执行数,执行情况,
        执行值,进展,进展情况,进展数,监测值,监测结果,统计值,统计数,观测值,决算,决算数,绝对数,实际比例,实际占比,实际比率,实际执行,实际执行数,
        actual,actuals,achieved,achievement,actual achieved,actual value,outturn,realised,realized,result achieved,
        observed,current value,latest,latest result,
        latest actual,latest value,progress,progress to date,actual to date,achieved to date,results to date""")),
    Meaning("x", "结果", _words("""
        result,results""")),
    Meaning("b", "基期值", _words("""
        基期,基期值,基期数,基数,基准,基准值,基准数,基值,基础值,基线,基线值,现状,现状值,现状数,现值,期初,期初值,规划基期,
        上期末,baseline,baseline value,base,base value""")),
    Meaning("m", "中期目标", _words("""
        中期目标,中期目标值,阶段目标,阶段性目标,阶段目标值,里程碑,milestone,milestones,interim target,
        mid-term target,midterm target,intermediate,intermediate target,
        intermediate targets""")),
    Meaning("d", "中期", _words("""
        中期,中期评估,mid-term,midterm""")),
    Meaning("y", "年度", _words("""
        年度,全年,分年度,逐年,annual,yearly,full year""")),
    Meaning("c", "累计", _words("""
        累计,五年累计,规划期累计,累计值,累计数,期内累计,期间累计,自年初累计,年初至今累计,总计,cumulative,
        cumulative total""")),
    Meaning("g", "年均增速", _words("""
        年均增速,年均增长,年均增长率,年均增幅,年均,年平均增长,年平均增长率,年均增速目标,年均变化,平均增速,平均增长率,
        年递增率,average annual growth,annual average growth,average growth,cagr""")),
    Meaning("q", "公布的完成程度", _words("""
        完成率,完成比例,完成程度,完成进度,完成百分比,完成比,完成占比,实现程度,实现率,实现比例,达成率,达成度,
        目标完成度,完成度,执行率,计划完成率,计划完成比例,计划完成程度,
        计划完成百分比,计划实现率,% achieved,percent achieved,% achievement,
        % of target,% of target achieved,percentage achieved,% completed,
        % complete,% completion,achievement rate,percent of target achieved""")),
    Meaning("s", "占", _words("""
        占,比例,百分比,之比,率,程度,比重,%,percent,percentage,rate,ratio,share""")),
    Meaning("p", "公布的进展率", _words("进展率,进度率,progress rate")),
    Meaning("z", "公布的总进度", _words("总进度,总体进度,总进展")),
    Meaning("h", "公布的年均增速", _words("公布的年均增速")),
    Meaning("v", "公布的评价", _words("""
        评价,评价结果,评估结果,评定,评定结果,评价等级,评定等级,评估,评估评价,进展评价,rating,assessment""")),
    Meaning("o", "公布的完成情况", _words("""
        完成情况,实现情况,达标情况,落实情况,完成与否,是否完成,是否达标,是否实现,是否达到,是否完成目标,是否达到目标,
        完成目标情况,考核结果,完成结果,
        评估结论,结论,状态,完成状态,完成状况,任务完成情况,目标完成情况,达标与否,status,achieved or not,met or not""")),
    Meaning("k", "公布的预测", _words("""
        预测,情况预测,后期预测,趋势预测,完成预测,实现预测,前景预测,outlook""")),
    Meaning("u", "期末", _words("""
        期末,规划期末,at completion,end of project,end-of-project""")),
    Meaning("i", "调整前", _words("""
        原,原定,原有,调整前,修订前,original""")),
    Meaning("r", "调整后", _words("""
        调整后,修订后,中期调整,调整,修订,revised,formally revised""")),
    Meaning("j", "投资", _words("""
        投资,投资额""")),
    Meaning("e", "远期", _words("""
        远期,远景,远期目标,远景目标,长期目标,long-term target""")),
    Meaning("f", "预计", _words("""
        预计,预期,预估,估计,预计完成,预计值,预期完成,预计实现,预计达到,拟定,forecast,projected,projection,estimate,
        estimated,expected""")),
)  # fmt: skip

# Words that change nothing.
FILLERS = _words("""
        值,数,量,数值,数据,人数,户数,套数,家数,个数,亩数,金额,面积,里程,水平,情况,的,年,末,底,期,规划期,规划期内,时期,期间,内,截至,截止,到,至,为,及,和,与,或,共,
        主要,全市,全区,全县,全州,全镇,我市,我区,我县,我省,本市,本区,本县,本省,本地,份,五年,三年,目前,当前,近期,
        current,现,建设,发展,实施,其中,终,以来,value,values,of,the,as,at,in,by,for,and,to,end,year,years,project,data,level,
        date,on,(s),name,final,end-year""")  # fmt: skip

# Words over a column of which nothing else is said, where they are what was observed.
PLAIN = frozenset(
    _words("""
        值,数,数值,数据,value,values,data""")
)

# Words over a column of years (Baseline: Year, Value): these are no figures.
YEARS = frozenset(["年份", "year", "years"])

# A head that ends so names what the rows are about, whatever is said before it (民生实事项目).
NAME_ENDINGS = _words("""
        指标,项目,任务,事项,名称,指标名称,工程,indicator,indicators,measure""")

# The lines over a table that `export` writes: what stands in the first cell, and which fact in the second.
LEADS = {"规划名称": "title", "地区": "region", "基期年": "baseline_year", "目标年": "target_year", "方向": "direction"}
