# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
{
    'name': "Customer Archive Retention",
    'version': '19.0.1.0.0',
    'category': 'Services/Customer Archive',
    'summary': "Hold, review and destroy archived volumes by rule",
    'author': "Customer Archive contributors",
    'license': 'LGPL-3',
    'depends': ['customer_archive'],
}
