/** Every problem code: a title and what `auditform explain CODE` says. Codes are never reused for another meaning. */
export const codes = {
  AF101: [
    'Path not found',
    'A path given on the command line does not exist or cannot be read. Check the spelling and the permissions.',
  ],
  AF102: ['Not YAML', 'The file is not valid YAML 1.2. Tabs cannot indent, strings with ": " or "#" need quotes.'],
  AF103: [
    'Duplicate key',
    'A key stands twice in one mapping. YAML readers disagree about which one wins, so auditform refuses both.',
  ],
  AF104: ['Not UTF-8', 'Manifests are UTF-8 text. Convert the file, for example with iconv.'],
  AF105: [
    'Too large',
    'The file is beyond the limits (128 MiB for all files together, 16 MiB and 50,000 documents a file; some 30,000 lines and list items, 200,000 quotes, brackets and other marks, 64 levels, 10,000 members in one place and 100 aliases a document), which no honest manifest reaches; or there are more than 10,000 problems.',
  ],
  AF106: [
    'Forbidden YAML feature',
    'Anchors that refer to themselves, merge keys, tags that JSON does not know, and keys that are not strings are refused: a manifest must read the same everywhere.',
  ],
  AF107: ['No manifests', 'Nothing below the given paths is an auditform manifest (apiVersion: auditform/v1).'],
  AF108: [
    'Unknown revision',
    '--changed-since or --base-commit names a revision that git does not know here. Shallow clones lack older commits.',
  ],
  AF109: [
    'Left out or no longer managed',
    'With --changed-since only what the change touches is looked at. A manifest that was removed means that its target is not managed any more, never that it is switched off.',
  ],
  AF201: ['Unknown field', 'The field is not part of the schema. `auditform schema KIND` prints what is.'],
  AF202: [
    'Wrong value',
    'The value does not fit the schema: wrong type, out of range, or not one of the listed values.',
  ],
  AF203: ['Missing field', 'A required field is not there.'],
  AF204: ['Unknown kind', 'apiVersion is auditform/v1 but the kind is none of ours, or the other way round.'],
  AF205: [
    'Literal secret',
    'A secret stands in the manifest as text. Put it in the environment or a file and write { fromEnv: NAME } or { fromFile: path }. Treat the value as leaked if the file was ever committed.',
  ],
  AF206: ['Duplicate address', 'Two manifests have the same kind and name. An address belongs to one manifest only.'],
  AF207: [
    'Same vendor object twice',
    'Two manifests with different addresses describe the same thing at the vendor; they would overwrite each other for ever.',
  ],
  AF208: [
    'Shared setting disagrees',
    'A setting that the vendor shares across a region, cluster or account is asked for with different values.',
  ],
  AF209: ['Unresolved reference', 'A manifest names a Connection that no loaded document defines.'],
  AF210: [
    'Waiver expired',
    "The waiver's last day has passed. Strengthen the setting, or have the consent renewed with a new date.",
  ],
  AF211: [
    'Waiver matches nothing',
    "The waiver's path names no setting that this manifest manages, so it would silently cover something later.",
  ],
  AF212: ['Contradiction', 'Two settings in the manifest cannot hold together, or one makes the other meaningless.'],
  AF213: ['Looks like a mistake', 'The manifest is valid, but the value is one that people usually write by mistake.'],
  AF214: [
    'Guardrail failed',
    'A Guardrail document, or a check of a guardrail pack, forbids this. Change the setting, or the guardrail if it is wrong. A check of a pack can be waived: a waiver with `check`, the path, a reason, an owner and a last day.',
  ],
  AF215: [
    'Guardrail is broken',
    "The Guardrail's own JSON Schema cannot be used: it does not compile, would never end, or holds a keyword or format that nothing checks, so that the rule would pass what it was to refuse.",
  ],
  AF216: [
    'Connection is incomplete',
    'The connection lacks something that this system needs, such as endpoint, region or credentials.',
  ],
  AF217: [
    'Secret cannot be opened',
    'The environment variable is not set, or the file is not readable or lies outside the permitted folders.',
  ],
  AF218: [
    'Check waived',
    'A check of a guardrail pack fails here and a waiver in the manifest silences it until its last day. It is shown in every run so that nobody forgets it.',
  ],
  AF219: [
    'More than one Project',
    'A run has one Project document, by habit in auditform.yaml at the root. Merge the two, or name the one that counts with --config FILE.',
  ],
  AF220: [
    'Host not listed',
    'The Project lists the hosts that connections may reach, and this one is not among them. Nothing was sent. List it there if it is right: `host`, `host:port` or `*.domain`.',
  ],
  AF221: [
    'Project ignored',
    '--config names a trusted Project file, so the Project documents among the manifests have no say.',
  ],
  AF301: [
    'Unreachable',
    "The vendor's API did not answer: name, port, network or TLS. Nothing is known about the target, so nothing is planned for it.",
  ],
  AF302: [
    'Login refused',
    'The vendor refused the credentials. auditform stops at once, since repeated failures lock accounts.',
  ],
  AF303: [
    'Permission missing',
    'The credentials are valid but may not do this. docs/vendors lists the least role for each verb.',
  ],
  AF304: [
    'Unexpected answer',
    "The vendor's answer is not what its documentation promises. auditform never fills in a default for a live value, so the target is not planned.",
  ],
  AF305: ['No such thing', 'The vendor says that the target does not exist.'],
  AF306: ['Not supported here', 'This instance, edition or version cannot do what the manifest asks.'],
  AF307: ['Ambiguous', 'More than one thing at the vendor fits the description.'],
  AF308: ['Wrong target', 'The endpoint answers, but it is not the cluster or instance that the manifest names.'],
  AF309: ['Throttled', 'The vendor kept answering that too many calls are made, beyond the time allowed.'],
  AF310: ['Vendor failure', 'The vendor answered with a server error, repeatedly.'],
  AF311: ['Same vendor object twice', 'Two targets turned out to be one object at the vendor. Neither is planned.'],
  AF401: [
    'A vendor rule cannot be met',
    'An operation needs something that neither holds now nor is brought about by this plan.',
  ],
  AF402: [
    'Refused by this instance',
    'The value fits the schema but not this instance: an unknown event, an operation type outside its catalogue, a version limit.',
  ],
  AF403: ['More must be said', 'The change cannot be made safely unless the manifest states further settings.'],
  AF404: ['Reaches further', 'The change also touches things that no manifest manages.'],
  AF405: [
    'Catalogue moved',
    "The vendor's list of events or operation types holds something the manifest does not decide on.",
  ],
  AF406: ['Cannot be verified', 'The vendor does not show this setting; whether it holds cannot be told.'],
  AF407: [
    'Still changing',
    "A change of the vendor's own is under way; the live settings may move without anyone touching them.",
  ],
  AF408: [
    'Disruption',
    'The change is safe for the audit trail but costs something: performance, money, or a short gap in monitoring.',
  ],
  AF410: [
    'Consent needed',
    'The change weakens auditing. Consent with a waiver in the manifest, or `--allow-weaken Kind/name --reason TEXT`.',
  ],
  AF411: [
    'History would be lost',
    'The vendor deletes existing records when this is applied. Consent with a waiver in the manifest, or `--allow-history-loss Kind/name --reason TEXT`.',
  ],
  AF412: ['Too many changes', 'The plan has more changes than --max-changes permits.'],
  AF413: ['No confirmation', 'apply asks before it writes; without a terminal, pass --yes.'],
  AF501: ['Live settings moved', 'The target changed between plan and apply. Nothing was written to it; plan again.'],
  AF502: ['Write refused', 'The vendor refused the write. Later steps of this target were not run.'],
  AF503: [
    'Not confirmed',
    'The vendor accepted the write, but the new settings did not show in time. Run the same command again later, or raise --verify-timeout.',
  ],
  AF504: [
    'Uncertain',
    'The connection broke while a write was in flight, and reading back did not tell whether it took effect. Run plan.',
  ],
  AF505: ['Interrupted', 'The run was stopped. Running the same command again goes on where it stopped.'],
  AF506: [
    'Plan file not usable',
    'The file is not an auditform plan of this version, is damaged, too old, too large (256 MiB or 20 million values), or was altered.',
  ],
  AF507: ['Journal cannot be written', 'Without the journal no write is sent. Check --journal and the disk.'],
  AF508: [
    'Not what was reviewed',
    'The manifests, or the commit below them, are not those that the saved plan was made from. Plan again, and have that reviewed.',
  ],
  AF509: [
    'Journal not believed',
    'A journal file was altered, cut or replaced, or cannot be read: its hash chain does not hold. What it and earlier runs remembered of settings that vendors do not show is left out, so they count as unknown. Find out what changed it, and keep the file elsewhere as evidence.',
  ],
  AF601: [
    'Not proven',
    "The vendor's own evidence does not show that records of this target are written and arrive. No records seen is no proof that none are written.",
  ],
  AF901: ['Wrong usage', 'The command line is not understood; --help shows how it goes.'],
  AF902: [
    'Output cannot be written',
    'Standard output or a file that was asked for could not be written to its end: the disk may be full. apply keeps what it did in the journal.',
  ],
  AF999: [
    'Internal error',
    'A bug in auditform. Please report it with the command and version; no secret is in the message.',
  ],
} as const satisfies Record<string, readonly [title: string, explanation: string]>;

export type ProblemCode = keyof typeof codes;
