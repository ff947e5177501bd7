"""The words that names, addresses and titles are made of, the usual ones first.

Words are drawn with a slope: the first ones of a list come much more often than the last ones, as
family names and the brands of companies do.
"""

# City, code of its province, area code of its telephones.
CITIES = [
    line.split() for line in """
    杭州 浙 0571
    上海 沪 021
    北京 京 010
    深圳 粤 0755
    广州 粤 020
    苏州 苏 0512
    南京 苏 025
    宁波 浙 0574
    成都 蜀 028
    武汉 鄂 027
    重庆 渝 023
    天津 津 022
    青岛 鲁 0532
    无锡 苏 0510
    温州 浙 0577
    长沙 湘 0731
    郑州 豫 0371
    济南 鲁 0531
    西安 陕 029
    合肥 皖 0551
    佛山 粤 0757
    东莞 粤 0769
    绍兴 浙 0575
    嘉兴 浙 0573
    福州 闽 0591
    厦门 闽 0592
    泉州 闽 0595
    常州 苏 0519
    南通 苏 0513
    徐州 苏 0516
    大连 辽 0411
    沈阳 辽 024
    哈尔滨 黑 0451
    长春 吉 0431
    石家庄 冀 0311
    唐山 冀 0315
    太原 晋 0351
    南昌 赣 0791
    昆明 滇 0871
    贵阳 贵 0851
    南宁 桂 0771
    海口 琼 0898
    兰州 甘 0931
    呼和浩特 蒙 0471
    乌鲁木齐 新 0991
    金华 浙 0579
    台州 浙 0576
    湖州 浙 0572
    衢州 浙 0570
    丽水 浙 0578
    """.strip().splitlines()
]

# The characters that the names of Chinese companies are made of.
BRANDS = [
    *'宏达华盛鑫源泰和恒瑞兴隆天成万佳博远安信中正利民金海龙腾凯丰顺诚卓越新世纪永嘉东方明珠',
    *'长江三友联创智慧云启航科美康宁福禄祥通广厦伟业亿力同德仁济百川聚贤鼎立富春晨光朝阳旭日',
]

# What a Chinese company does, and the number of that industry in Odoo.
TRADES = [
    ('建设工程', 6), ('科技', 10), ('电子商务', 7), ('装饰工程', 6), ('机械制造', 3), ('贸易', 7),
    ('物业管理', 12), ('信息技术', 10), ('实业', 3), ('环保科技', 13), ('餐饮管理', 9),
    ('物流', 8), ('医疗器械', 17), ('文化传媒', 18), ('房地产开发', 12), ('新能源', 4),
    ('食品', 3), ('汽车销售服务', 7), ('消防工程', 6), ('智能设备', 3), ('教育咨询', 16),
    ('投资管理', 11), ('农业开发', 1), ('建材', 7), ('纺织', 3), ('供应链管理', 8),
    ('生物医药', 13), ('园林绿化', 6), ('酒店管理', 9), ('矿业', 2), ('水务', 5),
]

FORMS = ['有限公司', '有限公司', '有限公司', '有限责任公司', '股份有限公司', '集团有限公司']

SURNAMES = [
    *'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程',
    *'苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛',
    '欧阳', '上官', '诸葛', '司马',
]

# The characters of given names.
GIVEN = [
    *'伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲宇浩鹏华飞红波斌莉建国春梅俊峰',
    *'晓燕志鑫雪婷欣怡子涵梓轩浩然雨泽思远嘉佳慧琳颖海云龙凤玉珍洁晨旭东阳天佑心悦诗涵博瑞',
]

LATIN_BRANDS = [
    'North', 'Star', 'Silver', 'Blue', 'Alpen', 'Baltic', 'Delta', 'Euro', 'Green', 'Hanse',
    'Iron', 'Nova', 'Omega', 'Pacific', 'Prime', 'Rhein', 'Solar', 'Terra', 'Union', 'Vector',
]
LATIN_ENDINGS = [
    'wind', 'tech', 'works', 'line', 'port', 'field', 'bridge', 'stone', 'gate', 'light', 'cross',
]
LATIN_TRADES = [
    ('Trading', 7), ('Logistics', 8), ('Engineering', 6), ('Systems', 10), ('Foods', 3),
    ('Medical', 17), ('Instruments', 3), ('Energy', 4), ('Consulting', 13), ('Hotels', 9),
]
LATIN_FORMS = ['Ltd.', 'GmbH', 'Inc.', 'S.A.', 'B.V.', 'LLC', 'Co., Ltd.', 'AG']
FIRST_NAMES = [
    'Anna', 'Ben', 'Carla', 'David', 'Elena', 'Frank', 'Grace', 'Henry', 'Ines', 'James', 'Karin',
    'Louis', 'Maria', 'Nils', 'Olivia', 'Peter', 'Quentin', 'Rosa', 'Simon', 'Tanja', 'Victor',
]
LAST_NAMES = [
    'Smith', 'Müller', 'Johnson', 'Rossi', 'García', 'Martin', 'Brown', 'Schmidt', 'Silva',
    'Novák', 'Kim', 'Tanaka', 'Nguyen', 'Larsen', 'Dubois', 'Kowalski', 'Becker', 'Wagner',
]
MAIL_DOMAINS = ['example.com', 'example.net', 'example.org', 'mail.example.com']

STREETS = [
    '人民路', '中山路', '解放路', '建设路', '文三路', '长江路', '和平路', '新华路', '滨江大道',
    '科技园路', '工业大道', '学院路', '湖滨路', '延安路', '天目山路', '朝阳街', '北京路', '南京路',
]

PROJECTS = [
    '办公楼装修', '厂房消防改造', '空调安装', '弱电工程', '监控系统维保', '电梯维护', '绿化养护',
    '设备采购', '软件开发', '年度技术服务', '水处理系统', '光伏电站', '停车场改造', '网络建设',
    '仓库货架', '实验室建设', '会议系统', '门禁系统', '外墙翻新', '配电室改造', '食堂承包',
]

# Name of a department, and how many in ten thousand archives are its own. The rest has none.
DEPARTMENTS = [
    ('工程一部', 2600), ('工程二部', 1500), ('销售一部', 1150), ('销售二部', 900),
    ('售后服务部', 700), ('维保部', 550), ('华东区', 450), ('华南区', 380), ('华北区', 320),
    ('西南区', 270), ('项目部', 230), ('采购部', 190), ('设计部', 160), ('电商部', 130),
    ('国际部', 110), ('研发部', 100), ('市场部', 80), ('综合部', 60), ('财务部', 50),
    ('法务部', 40),
]
