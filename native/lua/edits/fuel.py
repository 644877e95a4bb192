"""Where the interpreter and the C API pay, and look whether they are stopped."""
from . import after, before, edit

# --- Fuel in the interpreter: every taken jump, loop turn and Lua call sets
#     'trap' when the fuel is gone; the trap handler trips. Jumps and loops had
#     looked at ci's trap for hooks set by a signal: we have no such hooks.
edit("lvm.c", "{ pc += GETARG_sJ(i) + e; updatetrap(ci); }",
     "{ pc += GETARG_sJ(i) + e; trap |= meter_spend(L); }")
edit("lvm.c", "updatetrap(ci);  /* allows a signal to break the loop */",
     "trap |= meter_spend(L);")
edit("lvm.c", " startfunc:\n  trap = L->hookmask;",
     " startfunc:\n  trap = L->hookmask | meter_spend(L);")
before("ldebug.c", "  if (!(mask & (LUA_MASKLINE | LUA_MASKCOUNT))) {  /* no hooks? */",
       """  if (l_unlikely(meter_spent(L) || meter_of(L)->slice_over)) {
    ci->u.l.savedpc = pc + 1;
    if (!isIT(*pc)) L->top.p = ci->top.p;
    if (meter_spent(L)) meter_trip(L);
    if (luavm_yields(L)) {
      ci->callstatus |= CIST_HOOKYIELD;
      ci->u2.nyield = 0;
      L->status = LUA_YIELD;
      luaD_throw(L, LUA_YIELD);
    }
  }
""")

# --- Going on below a C function costs nothing: a run in slices does that more often
#     than a whole one.
before("ldo.c", "      luaV_execute(L, ci);  /* execute down to higher C 'boundary' */",
       "      meter_of(L)->fuel++;\n")

# --- Fuel in C: these may raise, so they trip on the spot.
after("lvm.c", "  for (loop = 0; loop < MAXTAGLOOP; loop++) {\n",
      "    if (loop > 0) meter_tick(L);\n", 2)
before("ldo.c", "  n = (*f)(L);  /* do the actual call */", "  meter_tick(L);\n")
after("ldo.c", "luaG_callerror(L, s2v(func));  /* nothing to call */",
      "\n  meter_charge(L, L->top.p - func);")
before("lvm.c", "        ts = luaS_createlngstrobj(L, tl);\n        copy2buff",
       "        meter_tick(L);\n")
after("lapi.c", "LUA_API int lua_geti (lua_State *L, int idx, lua_Integer n) {\n"
      "  TValue *t;\n  const TValue *slot;\n", "  meter_tick(L);\n")
after("llex.c", "void luaX_next (LexState *ls) {\n", "  meter_tick(ls->L);\n")

# --- Straight-line code has no branch: what may take long looks for a kill itself.
edit("lvm.c", "#define updatetrap(ci)  (trap = ci->u.l.trap)",
     "#define updatetrap(ci)  (trap = ci->u.l.trap | meter_spent(L))")
for operation in ("op_arithK(L, luaV_mod, luaV_modf);", "op_arithfK(L, luai_numpow);",
                  "op_arith(L, luaV_mod, luaV_modf);", "op_arithf(L, luai_numpow);"):
    after("lvm.c", operation, "\n        trap |= meter_spent(L);")
after("lvm.c", "            : luaV_fastget(L, rb, rc, slot, luaH_get)) {\n          setobj2s(L, ra, slot);\n",
      "          if (ttislngstring(rc)) {\n"
      "            meter_of(L)->fuel -= (int64_t)(tsvalue(rc)->u.lnglen >> 8);\n"
      "            updatetrap(ci);\n          }\n")
after("lvm.c", "            : luaV_fastget(L, s2v(ra), rb, slot, luaH_get)) {\n",
      "          if (ttislngstring(rb)) {\n"
      "            meter_of(L)->fuel -= (int64_t)(tsvalue(rb)->u.lnglen >> 8);\n"
      "            updatetrap(ci);\n          }\n")
edit("lvm.c", "case LUA_VLNGSTR: return luaS_eqlngstr(tsvalue(t1), tsvalue(t2));",
     "case LUA_VLNGSTR:\n"
     "      if (L != NULL) meter_of(L)->fuel -= (int64_t)(tsvalue(t1)->u.lnglen >> 8);\n"
     "      return luaS_eqlngstr(tsvalue(t1), tsvalue(t2));")
before("ltm.c", "  for (i = 0; i < wanted && i < nextra; i++)\n",
       "  meter_of(L)->fuel -= (wanted < nextra ? wanted : nextra) >> 4;\n")
after("lapi.c", "LUA_API void lua_seti (lua_State *L, int idx, lua_Integer n) {\n"
      "  TValue *t;\n  const TValue *slot;\n", "  meter_tick(L);\n")

# --- Fuel in the compiler: lists of jumps, and gotos that wait for their label.
before("lparser.c", "      solvegoto(ls, i, lb);  /* will remove 'i' from the list */",
       "      meter_charge(ls->L, 1 + ((gl->n - i) >> 5));\n")
after("lcode.c", "    lua_assert(i == 0 || isOT(*(pc - 1)) == isIT(*pc));\n",
      "    if ((i & 255) == 255) meter_charge(fs->ls->L, 4);\n")
before("lcode.c", "        int target = finaltarget(p->code, i);\n", "        meter_tick(fs->ls->L);\n")
edit("lcode.c", """    int next;
    while ((next = getjump(fs, list)) != NO_JUMP)  /* find last element */
      list = next;
""", """    int next;
    unsigned walked = 0;
    while ((next = getjump(fs, list)) != NO_JUMP) {  /* find last element */
      list = next;
      if ((++walked & 31) == 0) meter_tick(fs->ls->L);
    }
""")
after("lcode.c", "    else\n      fixjump(fs, list, dtarget);  /* jump to default target */\n",
      "    meter_tick(fs->ls->L);\n")
