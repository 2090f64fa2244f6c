"""Names what may read a whole table, each with its reason."""

# Tables that do not grow with use, and how many rows they have here.
FEW = {
    "auth_api_key": 200,  # an administrator makes each
    "audit_head": 40,  # one a company
    "billing_discount": 500,  # kMost bounds each company's
    "directory_host": 60,  # a company's
    "directory_tenant": 40,  # companies
    "kernel_deployment": 1,
    "kernel_schedule": 30,  # one a schedule that a plugin declares
    "kernel_tenant_setting": 400,  # one a setting that a company has chosen
    "mail_postbox": 200,  # of demonstrations; `postbox_keeps` bounds it
    "option_templates_template": 800,  # kMostOfAnOwner bounds each person's and each company's
    "policy_list": 200,  # an administrator makes each
    "sealed_receipt_end": 40,  # one a company
}

# Statements that may read more: a part that no other statement has, and why.
STATEMENTS = {
    # People come and go by an administrator's hand, and his page shows all of his company's.
    "FROM directory_person WHERE tenant_id = ? ORDER BY name, address": "the page of all people",
    # A part of a name or an address is in no index.
    "LIKE LOWER(?) ESCAPE '!'": "search by a part of a name",
    # PostgreSQL joins the few grants that are ending with all live items; look-ups win once those are many more.
    "FROM sealed_grant g JOIN sealed_item m": "the sweep's grants whose leases ended",
    # PostgreSQL may begin with all that are due and not yet swept; the sweep of each minute leaves few of these.
    "m.state = 'sealed' AND m.expires <= ? ORDER BY m.made": "the list of a person's expired messages",
    # An index finds them, and nothing but what it deletes is read: what was given back since the hour before.
    "DELETE FROM quotas_use WHERE used = 0": "the sweep of empty counters",
    # Compares the whole journal and destruction log with the receipts, a hundred at a time.
    "SELECT item_id FROM sealed_receipt WHERE tenant_id = ? AND item_id": "sxserver audit verify",
    # Reads what the whole chain of receipts is read for.
    "FROM sealed_item m WHERE m.tenant_id = ? AND m.state = 'destroyed' AND NOT EXISTS": "sxserver audit verify",
}

# Pieces of statements that no unit test runs, and what does.
NOT_RUN = {
}
