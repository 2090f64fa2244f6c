"""Names what may read a whole table, each with its reason."""

# Tables that do not grow with use, and how many rows they have here.
FEW = {
    "audit_check": 80,  # one a chain of a company
    "audit_head": 40,  # one a company
    "billing_account": 40,  # one a company
    "billing_discount": 500,  # kMost bounds each company's
    "branding_file": 300,  # kMostFiles bounds each company's
    "branding_host": 100,  # kMost bounds each company's
    "branding_version": 100,  # kMostVersions bounds each company's
    "directory_group": 200,  # kMostGroups bounds each company's
    "directory_host": 60,  # a company's
    "directory_tenant": 40,  # companies
    "domains_claim": 200,  # kMostOfACompany bounds each company's
    "domains_owner": 200,  # at most one a claim
    "kernel_deployment": 1,
    "kernel_schedule": 30,  # one a schedule that a plugin declares
    "kernel_tenant_setting": 400,  # one a setting that a company has chosen
    "licensing_seats": 120,  # one a plan of a company
    "licensing_subscription": 40,  # one a company
    "mail_company": 40,  # at most one a company
    "mail_postbox": 200,  # of demonstrations; `postbox_keeps` bounds it
    "notices_banner": 40,  # at most one a company
    "oidc_company": 40,  # one a company
    "option_templates_template": 800,  # kMostOfAnOwner bounds each person's and each company's
    "policy_list": 200,  # an administrator makes each
    "policy_rule": 500,  # kMostRules
    "sealed_receipt_end": 40,  # one a company
}

# Statements that may read more: a part that no other statement has, and why.
STATEMENTS = {
    # Shows every key of a company.
    "FROM api_keys_key WHERE tenant_id = ? ORDER BY made, id": "sxserver api-key list",
    # People come and go by an administrator's hand, and his page shows all of his company's.
    "FROM directory_person WHERE tenant_id = ? ORDER BY name, address": "the page of all people",
    # A part of a name, a role or a state is in no index; these walk one index, 25 ms for 100,000 people.
    "AND folded LIKE ? ESCAPE '!'": "search for people by parts of their names",
    # PostgreSQL walks the company's addresses once rather than look up each of five hundred.
    "SELECT address FROM directory_person WHERE tenant_id = ? AND address IN": "the import of people, 500 at a time",
    # As above, for the countries of an export's people.
    "SELECT id, country FROM directory_person WHERE tenant_id = ? AND id IN": "an export of people, 500 at a time",
    # As above: the sweep forgets a thousand mails at a time, found by the index of their time.
    "DELETE FROM mail_sent WHERE token IN": "the sweep of mails that nobody sends back any more",
    # PostgreSQL sorts those who wait rather than walk their index; the job takes them fifty at a time.
    "AND is_invited = 1 AND is_active = 1 ORDER BY id LIMIT ?": "imported people whose invitation waits",
    # Two indexes fit, and orders are deleted after 60 days.
    "FROM billing_order WHERE state = 'waiting' AND made < ? ORDER BY made": "the sweep of orders that nobody paid",
    "ORDER BY id LIMIT ? OFFSET ?": "SCIM, which pages by a number",
    "SELECT COUNT(*) FROM directory_person WHERE tenant_id = ?": "SCIM, which tells how many there are",
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
