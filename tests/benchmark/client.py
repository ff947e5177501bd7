"""The calls that the web client makes, from the views that it makes them from."""

from lxml import etree

PAGE = 80
# The client counts to one more than it shows.
COUNT_LIMIT = 10001

# What the widgets of activities ask for beside their own field.
_ACTIVITY_FIELDS = (
    'activity_exception_decoration', 'activity_exception_icon', 'activity_state',
    'activity_summary', 'activity_type_icon', 'activity_type_id',
)


def list_call(env, model):
    """Return what the client passes to `web_search_read` for a page of a list.

    :param Environment env: the user's environment
    :param str model: the model's name
    :rtype: dict
    """
    arch = etree.fromstring(env[model].get_views([(False, 'list')])['views']['list']['arch'])
    names = [node.get('name') for node in arch.iterfind('field')]
    if 'activity_ids' in names:
        names += _ACTIVITY_FIELDS
    fields = env[model].fields_get(names, ['type', 'relation'])
    return {
        'specification': {name: _specify(env, fields[name]) for name in names if name in fields},
        'order': arch.get('default_order', ''),
        'limit': PAGE, 'count_limit': COUNT_LIMIT, 'offset': 0,
    }


def _specify(env, field):
    """Return what the client asks of a field."""
    if field['type'] == 'many2one':
        return {'fields': {'display_name': {}}}
    if field['type'] == 'many2many':
        names = [name for name in ('display_name', 'color') if name in env[field['relation']]]
        return {'fields': {name: {} for name in names}, 'limit': PAGE}
    return {}


def form_specification(env, model):
    """Return what the client asks of a record that it shows in a form.

    :param Environment env: the user's environment
    :param str model: the model's name
    :rtype: dict
    """
    view = env[model].get_views([(False, 'form')])
    return _specify_node(env, model, etree.fromstring(view['views']['form']['arch']))


def _specify_node(env, model, node):
    """Return the specification of the fields below a node, lists of records included."""
    specification = {}
    shown = env[model].fields_get(attributes=['type', 'relation'])
    for field in node.xpath('.//field[not(ancestor::field)]' if node.tag == 'form' else './field'):
        name = field.get('name')
        if name not in shown:
            continue
        below = field.find('list')
        specification[name] = _specify(env, shown[name]) if below is None else {
            'fields': _specify_node(env, shown[name]['relation'], below), 'limit': 40,
        }
    return specification


def form_read(env, model, record_id):
    """Read a record as the client does to show it in a form.

    :param Environment env: the user's environment
    :param str model: the model's name
    :param int record_id: the record
    :rtype: list[dict]
    """
    key = env.registry.db_name, env.uid, model, 'form'
    specification = _calls.get(key)
    if specification is None:
        specification = _calls[key] = form_specification(env, model)
    return env[model].with_context(bin_size=True).browse(record_id).web_read(specification)


def search_read(env, model, domain):
    """Read the first page of a list as the client does.

    :param Environment env: the user's environment
    :param str model: the model's name
    :param list domain: what is searched for
    :rtype: dict
    """
    # The client knows its views; only the call itself is the work.
    call = _calls.get((env.registry.db_name, env.uid, model))
    if call is None:
        call = _calls[env.registry.db_name, env.uid, model] = list_call(env, model)
    return env[model].with_context(bin_size=True).web_search_read(domain, **call)


_calls = {}
