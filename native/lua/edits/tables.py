"""Tables: frozen ones, flooded ones."""
from . import before, edit

# --- Tables: growing one never searches its chains, and a table in which a chain
#     gets long hashes numbers and addresses under a secret from then on.
edit("ltable.c", """  lua_Unsigned ui = l_castS2U(i);
  if (ui <=""", """  lua_Unsigned ui = l_castS2U(i);
  if (l_unlikely(table_scattered(t)))
    return hashpow2(t, luavm_scatter(ui));
  if (ui <=""")
edit("ltable.c", "#define hashpointer(t,p)\thashmod(t, point2uint(p))",
     "#define hashpointer(t,p)  (l_unlikely(table_scattered(t)) \\\n"
     "  ? hashpow2(t, luavm_scatter((uint64_t)(uintptr_t)(p))) \\\n"
     "  : hashmod(t, point2uint(p)))")
edit("ltable.c", "      return hashmod(t, l_hashfloat(n));",
     "      if (l_unlikely(table_scattered(t))) {\n"
     "        uint64_t bits;\n        memcpy(&bits, &n, sizeof bits);\n"
     "        return hashpow2(t, luavm_scatter(bits));\n      }\n"
     "      return hashmod(t, l_hashfloat(n));")
edit("ltable.c", "      luaH_set(L, t, &k, gval(old));\n    }\n",
     "      if (ttisinteger(&k) && l_castS2U(ivalue(&k)) - 1u < t->alimit)\n"
     "      { setobj2t(L, &t->array[ivalue(&k) - 1], gval(old)); }\n"
     "      else\n        luaH_newkey(L, t, &k, gval(old));\n    }\n")
before("ltable.c", "/*\n** (Re)insert all elements from the hash part of 'ot' into table 't'.\n",
       "static void luaH_newkey (lua_State *L, Table *t, const TValue *key, TValue *value);\n\n")
before("ltable.c", "/*\n** inserts a new key into a hash table; first, check whether key's main\n",
       """static int longchain (Node *n) {
  int length = 0;
  for (; gnext(n) != 0; n += gnext(n))
    if (++length == TABLE_CHAIN_MAX) return 1;
  return 0;
}


/*
** Spread the hash part anew. Runs in the middle of a resize as well, so it must
** not collect; without memory for it the table stays as it is.
*/
static int scatter (lua_State *L, Table *t) {
  Table old;
  size_t size = cast_sizet(sizenode(t));
  Node *fresh;
  if (table_scattered(t))
    return 0;
  fresh = arena_realloc(&((vm *)G(L)->ud)->arena, NULL, 0, size * sizeof(Node));
  if (fresh == NULL)
    return 0;
  G(L)->GCdebt += size * sizeof(Node);
  old.node = t->node;
  old.lsizenode = t->lsizenode;
  old.lastfree = t->lastfree;
  for (size_t i = 0; i < size; i++) {
    gnext(&fresh[i]) = 0;
    setnilkey(&fresh[i]);
    setempty(gval(&fresh[i]));
  }
  t->node = fresh;
  t->lastfree = fresh + size;
  t->marked |= TABLE_SCATTERED;
  reinsert(L, &old, t);
  luaM_freearray(L, old.node, size);
  return 1;
}


""")
before("ltable.c", "      /* new node will go into free position */\n",
       "      if (l_unlikely(longchain(mp)) && scatter(L, t)) {\n"
       "        luaH_set(L, t, key, value);\n        return;\n      }\n")

# --- Frozen tables: no script can write them, whatever way it takes.
for target in ("upval", "s2v(ra)"):
    before("lvm.c", "luaV_finishfastset(L, %s, slot, rc);" % target,
           "if (l_unlikely(table_frozen(hvalue(%s)))) Protect(luavm_frozen(L));\n          "
           % target, 1 if target == "upval" else 3)
before("lvm.c", "        sethvalue2s(L, L->top.p, h);  /* anchor 't' */",
       "        if (l_unlikely(table_frozen(h))) luavm_frozen(L);\n")
before("lvm.c", "      GCObject *h = gcvalue(t);\n",
       "      if (l_unlikely(table_frozen(hvalue(t)))) luavm_frozen(L);\n")
before("lapi.c", "    luaV_finishfastset(L, t, slot, s2v(L->top.p - 1));",
       "    if (l_unlikely(table_frozen(hvalue(t)))) luavm_frozen(L);\n", 3)
before("lapi.c", "  luaH_set(L, t, key, s2v(L->top.p - 1));",
       "  if (l_unlikely(table_frozen(t))) luavm_frozen(L);\n")
before("lapi.c", "  luaH_setint(L, t, n, s2v(L->top.p - 1));",
       "  if (l_unlikely(table_frozen(t))) luavm_frozen(L);\n")
before("lapi.c", "      hvalue(obj)->metatable = mt;",
       "      if (l_unlikely(table_frozen(hvalue(obj)))) luavm_frozen(L);\n")
