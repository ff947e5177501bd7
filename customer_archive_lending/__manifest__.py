# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
{
    'name': "Customer Archive Lending",
    'version': '19.0.1.0.0',
    'category': 'Services/Customer Archive',
    'summary': "Lend, copy and give back archived originals",
    'author': "Customer Archive contributors",
    'license': 'LGPL-3',
    'depends': ['customer_archive', 'barcodes'],
}
