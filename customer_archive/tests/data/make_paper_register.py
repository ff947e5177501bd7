#!/usr/bin/env python3
# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Make a believable paper register of an engineering company, the same one each time.

All names, numbers and addresses are invented. Usage: make_paper_register.py [ARCHIVES [FILE]]
"""

import csv
import random
import sys
from datetime import date, timedelta
from pathlib import Path

HEADER = (
    '档案编号', '客户名称', '客户类型', '客户编号', '税号', '电话', '邮箱', '联系人', '省', '市',
    '地址', '部门', '建档日期', '密级', '分类', '案卷题名', '签约日期', '存放位置', '页数', '备注',
)
REGIONS = (
    ('广东省', '深圳市', '0755', '440300'), ('广东省', '广州市', '020', '440100'),
    ('浙江省', '杭州市', '0571', '330100'), ('浙江省', '宁波市', '0574', '330200'),
    ('江苏省', '苏州市', '0512', '320500'), ('江苏省', '南京市', '025', '320100'),
    ('上海市', '上海市', '021', '310000'), ('四川省', '成都市', '028', '510100'),
    ('湖北省', '武汉市', '027', '420100'), ('山东省', '青岛市', '0532', '370200'),
)
FIRST = '恒盛华鼎瑞泰安永信达宏远嘉博金诚天立'
SECOND = '源丰泽辉联创兴隆和润科凯旺景明昌邦宇'
TRADES = (
    '置业', '建设', '机电工程', '装饰工程', '物业管理', '酒店管理', '食品', '电子科技', '医疗器械',
    '纺织', '物流', '新能源', '商业管理', '智能科技', '包装材料', '汽车零部件',
)
FORMS = ('有限公司', '有限公司', '有限公司', '股份有限公司', '集团有限公司')
SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'
GIVEN = (
    '建国', '伟', '芳', '秀英', '敏', '静', '磊', '军', '洋', '艳', '勇', '杰', '娟', '涛',
    '超', '明', '丽华', '志强', '晓东', '海燕', '国栋', '文静', '子涵', '雨桐',
)
STREETS = (
    '人民路', '建设路', '中山大道', '科技园路', '工业大道', '滨河路', '解放路', '创业路', '长江路',
)
BUILDINGS = (
    '办公楼', '一期厂房', '二期厂房', '研发中心', '酒店', '商业综合体', '仓储中心', '数据机房',
    '住宅小区',
)
WORKS = (
    '中央空调安装工程', '消防改造工程', '弱电智能化工程', '给排水安装工程', '机电总承包工程',
    '通风系统维保', '配电房改造工程', '净化车间工程',
)
DEPARTMENTS = ('工程部', '市场部', '客服部')
NOTES = (
    '老客户，由前任经理介绍', '竣工图为蓝图', '含质保金约定', '部分资料为复印件',
    '联系人已更换',
)
_USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY'


def tax_id(region, rng):
    """Return a unified social credit code whose check character is right."""
    body = '91' + region + ''.join(rng.choice(_USCC) for _ in range(9))
    total = sum(_USCC.index(char) * pow(3, index, 31) for index, char in enumerate(body))
    return body + _USCC[-total % 31]


def customers(rng):
    """Yield customers without end, each of another name."""
    names = set()
    while True:
        province, city, dialling, region = rng.choice(REGIONS)
        person = rng.choice(SURNAMES) + rng.choice(GIVEN)
        company = rng.random() < 0.92
        name = person
        if company:
            name = (
                f'{city[:-1]}{rng.choice(FIRST)}{rng.choice(SECOND)}{rng.choice(TRADES)}'
                f'{rng.choice(FORMS)}'
            )
        if name in names:
            if len(names) < 5000:
                continue
            name += f'（{len(names)}）'
        names.add(name)
        yield {
            '客户名称': name, '客户类型': '公司' if company else '个人',
            '税号': tax_id(region, rng) if company else '',
            # Nobody has these numbers: subscribers begin with no zero, mobiles with no twelve.
            '电话': f'{dialling}-0{rng.randint(1000000, 9999999)}' if company
            else f'12{rng.randint(100000000, 999999999)}',
            '联系人': person if company else '', '省': province, '市': city,
            '地址': f'{rng.choice(STREETS)}{rng.randint(1, 399)}号',
        }


def lines(count):
    """Return the lines of a register of that many lines, one or several to an archive."""
    rng = random.Random(22)  # noqa: S311 it makes examples, not secrets
    result = []
    for serial, customer in enumerate(customers(rng), start=1):
        opened = date(2008, 1, 7) + timedelta(days=serial * 5000 // count)
        archive = customer | {
            '档案编号': f'KH-{opened:%Y}-{serial:05d}', '客户编号': f'C{serial:05d}',
            '邮箱': f'office{serial}@example.com' if serial % 3 else '',
            '部门': rng.choice(DEPARTMENTS), '建档日期': f'{opened:%Y-%m-%d}',
            '密级': rng.choice(('内部', '内部', '内部', '秘密', '')),
            '分类': f"IMP:{rng.choice('ABC')};BUS:{rng.choice(('GC', 'GC', 'XS', 'FW'))}",
            '备注': rng.choice(NOTES) if serial % 7 == 0 else '',
        }
        titles = set()
        for _volume in range(rng.choice((1, 1, 1, 2, 3))):
            signed = opened + timedelta(days=rng.randint(0, 400))
            title = f'{rng.choice(BUILDINGS)}{rng.choice(WORKS)}'
            if title in titles:
                continue
            titles.add(title)
            result.append(archive | {
                '案卷题名': title, '签约日期': f'{signed.year}/{signed.month}/{signed.day}',
                '存放位置': f"档案室 / {rng.choice('甲乙丙丁')}柜 / 第{rng.randint(1, 6)}层",
                '页数': rng.randint(12, 480),
            })
            if len(result) == count:
                return result
    return result


def main(count=500, path=None):
    """Write the register."""
    target = path or Path(__file__).with_name(f'paper_register_{count}.csv')
    with open(target, 'w', encoding='utf-8-sig', newline='') as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(lines(int(count)))


if __name__ == '__main__':
    main(*sys.argv[1:])
