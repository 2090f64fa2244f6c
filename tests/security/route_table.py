"""Says of each route who may call it, and what the ids in its path name. Written by hand, so that whoever adds a route
or opens one decides here too; test_permissions.py compares it with `sxserver routes --json` and tries every line.

A line: METHOD PATH CALLERS [+key] [OBJECT]
CALLERS  anyone; person (whoever is signed in); machine (this machine only); or the permission that it takes
+key     API keys with that permission may call it too
OBJECT   what the ids of the path name: a name of OBJECTS, which the test takes from another company and another person,
         or a word of SECRETS, where the id itself is what lets its holder in
"""

# Permissions, by the type of person who has them first; the types after it have them too.
PERMISSIONS = {
    "member": ["messages.send", "contacts.use", "policy.read", "directory.preferences"],
    "admin": [
        "directory.manage", "directory.people.read", "directory.people.manage", "domains.manage", "api_keys.own",
        "api_keys.manage", "audit.read", "audit.people", "statistics.read", "privacy.manage", "policy.thesaurus", "policy.rules", "messages.templates", "scim.provision",
        "licensing.read", "licensing.manage", "directory.roles", "directory.settings", "auth.reset",
        "email_templates.manage", "branding.manage", "notices.manage", "notices.send",
    ],
    "super": ["billing.manage", "mail.manage", "oidc.manage"],
}

# Objects of a company, and the column of their owner's id (empty: they are the company's). The test makes one of each.
OBJECTS = {
    "key": ("api_keys_key", "user_id"),
    "person": ("directory_person", ""),
    "contact": ("contacts_contact", "user_id"),
    "template": ("option_templates_template", "owner"),
    "list": ("policy_list", ""),
    "group": ("directory_group", ""),
    "incident": ("privacy_incident", ""),
    "domain": ("domains_claim", ""),
    "notice": ("notices_notice", ""),
    "invoice": ("billing_invoice", ""),
    "message": ("sealed_item", "owner"),
}

# Words for ids that let their holder in, or name nothing of a person's.
SECRETS = {
    "link": "the token of a link, which its reader holds; test_promises.py tries them",
    "order": "the token of an order, which only its customer's browser gets",
    "report": "the token of one text, which the SMS gateway holds",
    "file": "the digest of a style sheet or picture, of the company whose host is asked",
    "preview": "a kind of preview, the same for everybody",
    "version": "the number of a version, of the company whose host is asked",
    "schema": "a part of the description of SCIM, the same for everybody",
    "mail": "the demonstration's postbox, for this machine",
}

TABLE = """
GET    / anyone
GET    /account person
GET    /account/factors/app person
POST   /account/factors/app person
POST   /account/factors/app/remove person
POST   /account/factors/codes person
POST   /account/factors/sms person
POST   /account/mobile person
POST   /account/mobile/code person
POST   /account/mobile/remove person
POST   /account/passkeys person
POST   /account/passkeys/options person
POST   /account/passkeys/remove person
POST   /account/preferences person
POST   /account/replies person
POST   /account/sessions/end person
POST   /account/sessions/end-others person
GET    /account/settings directory.preferences
POST   /account/settings directory.preferences
POST   /account/settings/reset directory.preferences
POST   /account/topics person
GET    /admin/banner notices.manage
POST   /admin/banner notices.manage
POST   /admin/banner/remove notices.manage
GET    /admin/branding branding.manage
POST   /admin/branding branding.manage
GET    /admin/branding/contrasts branding.manage
GET    /admin/branding/names branding.manage
POST   /admin/branding/names branding.manage
POST   /admin/branding/names/delete branding.manage
POST   /admin/branding/names/unuse branding.manage
POST   /admin/branding/names/use branding.manage
POST   /admin/branding/names/verify branding.manage
POST   /admin/branding/pictures branding.manage
GET    /admin/branding/preview.css branding.manage
GET    /admin/branding/preview/mail branding.manage
GET    /admin/branding/preview/{kind:word} branding.manage preview
GET    /admin/branding/subdomain branding.manage
GET    /admin/branding/versions branding.manage
GET    /admin/branding/versions/{number:int} branding.manage version
POST   /admin/branding/versions/{number:int}/restore branding.manage version
GET    /admin/domains domains.manage +key
POST   /admin/domains domains.manage +key
GET    /admin/domains/{id:uuid} domains.manage +key domain
POST   /admin/domains/{id:uuid}/delete domains.manage +key domain
POST   /admin/domains/{id:uuid}/keys domains.manage +key domain
POST   /admin/domains/{id:uuid}/verify domains.manage +key domain
GET    /admin/groups directory.roles
POST   /admin/groups directory.roles
GET    /admin/groups/{id:uuid} directory.roles group
POST   /admin/groups/{id:uuid} directory.roles group
GET    /admin/groups/{id:uuid}/delete directory.roles group
POST   /admin/groups/{id:uuid}/delete directory.roles group
POST   /admin/groups/{id:uuid}/members directory.roles group
POST   /admin/groups/{id:uuid}/members/{user:uuid}/remove directory.roles group
GET    /admin/groups/{id:uuid}/settings directory.settings group
POST   /admin/groups/{id:uuid}/settings directory.settings group
POST   /admin/groups/{id:uuid}/settings/reset directory.settings group
GET    /admin/journal audit.read +key
GET    /admin/journal/export audit.read +key
POST   /admin/journal/verify audit.read
GET    /admin/settings directory.settings
POST   /admin/settings directory.settings
POST   /admin/settings/reset directory.settings
GET    /admin/invoices billing.manage
GET    /admin/invoices/export billing.manage
GET    /admin/invoices/{id:uuid} billing.manage invoice
GET    /admin/licences licensing.read
GET    /admin/licences/export licensing.read
POST   /admin/licences/{user:uuid}/assign licensing.manage person
GET    /admin/licences/{user:uuid}/revoke licensing.manage person
POST   /admin/licences/{user:uuid}/revoke licensing.manage person
GET    /admin/licences/{user:uuid}/transfer licensing.manage person
POST   /admin/licences/{user:uuid}/transfer licensing.manage person
GET    /admin/mail mail.manage
POST   /admin/mail mail.manage
POST   /admin/mail/remove mail.manage
POST   /admin/mail/test mail.manage
GET    /admin/mail-texts email_templates.manage
POST   /admin/mail-texts/delete email_templates.manage
POST   /admin/mail-texts/preview email_templates.manage
POST   /admin/mail-texts/restore email_templates.manage
POST   /admin/mail-texts/save email_templates.manage
POST   /admin/mail-texts/test email_templates.manage
GET    /admin/notices notices.send
POST   /admin/notices notices.send
GET    /admin/notices/new notices.send
POST   /admin/notices/new notices.send
GET    /admin/notices/{id:uuid} notices.send notice
GET    /admin/people directory.people.read
GET    /admin/people/export directory.people.read
GET    /admin/people/import directory.people.manage
GET    /admin/people/model.csv directory.people.manage
GET    /admin/people/new directory.people.manage
POST   /admin/people/new directory.people.manage
POST   /admin/people/selection directory.people.manage
POST   /admin/people/selection/run directory.people.manage
GET    /admin/people/{id:uuid} directory.people.read person
POST   /admin/people/{id:uuid} directory.people.manage person
POST   /admin/people/{id:uuid}/activate directory.people.manage person
POST   /admin/people/{id:uuid}/activation directory.people.manage person
POST   /admin/people/{id:uuid}/address directory.people.manage person
POST   /admin/people/{id:uuid}/deactivate directory.people.manage person
GET    /admin/people/{id:uuid}/delete directory.people.manage person
POST   /admin/people/{id:uuid}/delete directory.people.manage person
POST   /admin/people/{id:uuid}/forget-mobile directory.people.manage person
POST   /admin/people/{id:uuid}/oidc/unlink oidc.manage person
GET    /admin/people/{id:uuid}/messages audit.people +key person
GET    /admin/people/{id:uuid}/messages/export audit.people +key person
POST   /admin/people/{id:uuid}/second-factors/reset auth.reset person
GET    /admin/people/{id:uuid}/settings directory.settings person
POST   /admin/people/{id:uuid}/settings directory.settings person
POST   /admin/people/{id:uuid}/settings/reset directory.settings person
POST   /admin/people/{id:uuid}/sign-out directory.people.manage person
GET    /admin/privacy privacy.manage
GET    /admin/privacy/incidents privacy.manage
POST   /admin/privacy/incidents privacy.manage
GET    /admin/privacy/incidents/export privacy.manage
GET    /admin/privacy/incidents/new privacy.manage
GET    /admin/privacy/incidents/{id:uuid} privacy.manage incident
POST   /admin/privacy/incidents/{id:uuid} privacy.manage incident
GET    /admin/privacy/people/{id:uuid} privacy.manage person
POST   /admin/privacy/people/{id:uuid}/erase privacy.manage person
GET    /admin/privacy/people/{id:uuid}/export privacy.manage person
GET    /admin/quotas directory.manage +key
GET    /admin/rules policy.rules
POST   /admin/rules/delete policy.rules
GET    /admin/rules/edit policy.rules
GET    /admin/rules/new policy.rules
POST   /admin/rules/save policy.rules
GET    /admin/rules/try policy.rules
POST   /admin/rules/try policy.rules
GET    /admin/sign-in oidc.manage
POST   /admin/sign-in oidc.manage
POST   /admin/sign-in/remove oidc.manage
GET    /admin/statistics statistics.read +key
GET    /admin/statistics/export statistics.read +key
GET    /admin/subscription billing.manage
GET    /admin/subscription/cancel billing.manage
POST   /admin/subscription/cancel billing.manage
POST   /admin/subscription/change billing.manage
GET    /admin/subscription/payment billing.manage
GET    /admin/subscription/payment/{id:token} billing.manage order
POST   /admin/subscription/payment billing.manage
POST   /admin/subscription/preview billing.manage
POST   /admin/subscription/resume billing.manage
GET    /admin/thesaurus policy.thesaurus +key
GET    /admin/thesaurus/new policy.thesaurus +key
POST   /admin/thesaurus/new policy.thesaurus +key
GET    /admin/thesaurus/{id:uuid} policy.thesaurus +key list
POST   /admin/thesaurus/{id:uuid} policy.thesaurus +key list
POST   /admin/thesaurus/{id:uuid}/delete policy.thesaurus +key list
GET    /api/v1/audit audit.read +key
GET    /api/v1/contacts contacts.use +key
POST   /api/v1/contacts/import contacts.use +key
GET    /api/v1/domains domains.manage +key
POST   /api/v1/domains domains.manage +key
DELETE /api/v1/domains/{id:uuid} domains.manage +key domain
GET    /api/v1/domains/{id:uuid}/keys domains.manage +key domain
POST   /api/v1/domains/{id:uuid}/keys domains.manage +key domain
POST   /api/v1/domains/{id:uuid}/verify domains.manage +key domain
GET    /api/v1/groups directory.roles +key
POST   /api/v1/groups directory.roles +key
DELETE /api/v1/groups/{id:uuid} directory.roles +key group
GET    /api/v1/groups/{id:uuid} directory.roles +key group
PATCH  /api/v1/groups/{id:uuid} directory.roles +key group
GET    /api/v1/groups/{id:uuid}/members directory.roles +key group
DELETE /api/v1/groups/{id:uuid}/members/{user:uuid} directory.roles +key group
PUT    /api/v1/groups/{id:uuid}/members/{user:uuid} directory.roles +key group
GET    /api/v1/invoices billing.manage +key
GET    /api/v1/invoices/{id} billing.manage +key invoice
GET    /api/v1/keys api_keys.own +key
POST   /api/v1/keys api_keys.own +key
DELETE /api/v1/keys/{id:word} api_keys.own +key key
GET    /api/v1/keys/{id:word} api_keys.own +key key
POST   /api/v1/keys/{id:word}/rotate api_keys.own +key key
GET    /api/v1/entitlements messages.send +key
GET    /api/v1/licences licensing.read +key
POST   /api/v1/licences/assign licensing.manage +key
POST   /api/v1/licences/revoke licensing.manage +key
POST   /api/v1/licences/transfer licensing.manage +key
GET    /api/v1/messages messages.send +key
POST   /api/v1/messages messages.send +key
GET    /api/v1/messages/events messages.send +key
GET    /api/v1/messages/received messages.send +key
GET    /api/v1/messages/templates messages.send +key
POST   /api/v1/messages/templates messages.send +key
DELETE /api/v1/messages/templates/{id:uuid} messages.send +key template
PUT    /api/v1/messages/templates/{id:uuid} messages.send +key template
GET    /api/v1/messages/{id:token} messages.send +key message
GET    /api/v1/messages/{id:token}/conversation messages.send +key message
POST   /api/v1/messages/{id:token}/destroy messages.send +key message
GET    /api/v1/messages/{id:token}/files/{file:token}/parts messages.send +key message
PUT    /api/v1/messages/{id:token}/files/{file:token}/parts/{part:int} messages.send +key message
POST   /api/v1/messages/{id:token}/grants/{grant:token}/notice messages.send +key message
POST   /api/v1/messages/{id:token}/grants/{grant:token}/unlock messages.send +key message
POST   /api/v1/messages/{id:token}/limits messages.send +key message
GET    /api/v1/messages/{id:token}/receipt messages.send +key message
POST   /api/v1/messages/{id:token}/send messages.send +key message
GET    /api/v1/permissions directory.roles +key
GET    /api/v1/plans anyone
POST   /api/v1/policy/dry-run policy.rules +key
POST   /api/v1/policy/recipients policy.read +key
GET    /api/v1/policy/thesaurus policy.read +key
POST   /api/v1/quote anyone
GET    /api/v1/rules policy.rules +key
PUT    /api/v1/rules policy.rules +key
GET    /api/v1/server-key anyone
GET    /api/v1/settings directory.preferences +key
PUT    /api/v1/settings directory.preferences +key
GET    /api/v1/statistics statistics.read +key
GET    /api/v1/statistics/own person
GET    /api/v1/subdomains anyone
GET    /api/v1/subscription licensing.read +key
POST   /api/v1/subscription/cancel billing.manage +key
POST   /api/v1/subscription/change billing.manage +key
POST   /api/v1/subscription/preview billing.manage +key
POST   /api/v1/subscription/resume billing.manage +key
GET    /api/v1/users directory.people.read +key
POST   /api/v1/users directory.people.manage +key
POST   /api/v1/users/import directory.people.manage +key
DELETE /api/v1/users/{id:uuid} directory.people.manage +key person
GET    /api/v1/users/{id:uuid} directory.people.read +key person
PATCH  /api/v1/users/{id:uuid} directory.people.manage +key person
GET    /api/v1/users/{id:uuid}/messages audit.people +key person
POST   /banner/dismiss anyone
GET    /cart anyone
POST   /cart anyone
GET    /brand/{file:word} anyone file
GET    /checkout/test/{order:token} anyone order
POST   /checkout/test/{order:token} anyone order
GET    /confirm-address/{token:token} anyone link
POST   /confirm-address/{token:token} anyone link
GET    /contacts contacts.use
GET    /contacts/contacts.csv contacts.use +key
GET    /contacts/import contacts.use
GET    /contacts/new contacts.use
POST   /contacts/new contacts.use
GET    /contacts/{id:uuid} contacts.use contact
POST   /contacts/{id:uuid} contacts.use contact
GET    /contacts/{id:uuid}/delete contacts.use contact
POST   /contacts/{id:uuid}/delete contacts.use contact
GET    /dev/postbox machine
GET    /dev/postbox.json machine
POST   /dev/postbox/clear machine
GET    /dev/postbox/{id:uuid}/html machine mail
GET    /dev/postbox/{id:uuid}/source machine mail
GET    /dev/postbox/{id:uuid}/styles machine mail
GET    /dev/postbox/{id:uuid}/text machine mail
GET    /favicon.ico anyone
GET    /health/live anyone
GET    /health/ready anyone
GET    /keys api_keys.own
GET    /keys/new api_keys.own
POST   /keys/new api_keys.own
GET    /keys/{id:word}/revoke api_keys.own key
POST   /keys/{id:word}/revoke api_keys.own key
GET    /keys/{id:word}/rotate api_keys.own key
POST   /keys/{id:word}/rotate api_keys.own key
GET    /m/sw.js anyone
GET    /m/{token:text} anyone link
POST   /m/{token:token}/again anyone link
POST   /m/{token:token}/destroy anyone link
GET    /m/{token:token}/files/{file:token} anyone link
POST   /m/{token:token}/finish anyone link
POST   /m/{token:token}/gates anyone link
POST   /m/{token:token}/gates/{gate}/ask anyone link
POST   /m/{token:token}/open anyone link
POST   /m/{token:token}/reply anyone link
POST   /m/{token:token}/reply/{id:token}/destroy anyone link
GET    /m/{token:token}/reply/{id:token}/files/{file:token}/parts anyone link
PUT    /m/{token:token}/reply/{id:token}/files/{file:token}/parts/{part:int} anyone link
POST   /m/{token:token}/reply/{id:token}/send anyone link
POST   /m/{token:token}/report anyone link
GET    /messages messages.send +key
GET    /messages/export messages.send +key
GET    /messages/new messages.send +key
GET    /messages/received messages.send +key
GET    /messages/register messages.send +key
GET    /messages/register/export messages.send +key
GET    /messages/templates messages.send +key
POST   /messages/templates/{id:uuid}/default messages.send +key template
POST   /messages/templates/{id:uuid}/delete messages.send +key template
GET    /messages/{id:token} messages.send +key message
GET    /messages/{id:token}/again/{grant:token} messages.send +key message
POST   /messages/{id:token}/again/{grant:token} messages.send +key message
POST   /messages/{id:token}/destroy messages.send +key message
POST   /messages/{id:token}/grants/{grant:token}/unlock messages.send +key message
POST   /messages/{id:token}/limits messages.send +key message
GET    /order/{id:token} anyone order
GET    /plans anyone
GET    /privacy/own person
GET    /robots.txt anyone
GET    /scim/v2/Groups scim.provision +key
POST   /scim/v2/Groups scim.provision +key
GET    /scim/v2/Groups/{id:word} scim.provision +key group
PUT    /scim/v2/Groups/{id:word} scim.provision +key group
PATCH  /scim/v2/Groups/{id:word} scim.provision +key group
DELETE /scim/v2/Groups/{id:word} scim.provision +key group
GET    /scim/v2/ResourceTypes scim.provision +key
GET    /scim/v2/ResourceTypes/{id:word} scim.provision +key schema
GET    /scim/v2/Schemas scim.provision +key
GET    /scim/v2/Schemas/{id:text} scim.provision +key schema
GET    /scim/v2/ServiceProviderConfig scim.provision +key
GET    /scim/v2/Users scim.provision +key
POST   /scim/v2/Users scim.provision +key
GET    /scim/v2/Users/{id:word} scim.provision +key person
PUT    /scim/v2/Users/{id:word} scim.provision +key person
PATCH  /scim/v2/Users/{id:word} scim.provision +key person
DELETE /scim/v2/Users/{id:word} scim.provision +key person
GET    /sign-in anyone
POST   /sign-in anyone
GET    /sign-in/challenge anyone
GET    /sign-in/code anyone
POST   /sign-in/code anyone
GET    /sign-in/link anyone
POST   /sign-in/link anyone
POST   /sign-in/link/account anyone
GET    /sign-in/oidc anyone
GET    /sign-in/oidc/back anyone
GET    /sign-in/passkey anyone
POST   /sign-in/passkey anyone
POST   /sign-in/passkey/options anyone
GET    /sign-in/second anyone
POST   /sign-in/second anyone
GET    /sign-in/second/passkey anyone
POST   /sign-in/second/passkey anyone
POST   /sign-in/second/passkey/options anyone
POST   /sign-in/second/send anyone
POST   /sign-in/second/setup anyone
POST   /sign-out anyone
POST   /sign-out/everywhere person
GET    /sms/report/{token:token} anyone report
POST   /sms/report/{token:token} anyone report
POST   /stripe/webhook anyone
GET    /terms anyone
GET    /topics/confirm anyone
POST   /topics/confirm anyone
GET    /topics/leave anyone
POST   /topics/leave anyone
"""
