package lv.pkip.kernel.identityldap;

/** What every connection works with. */
record Desk(Tree tree, Limits limits, House house, Tally tally, Binds binds) { }
