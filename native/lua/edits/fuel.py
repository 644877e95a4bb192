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
       """  if (l_unlikely(meter_spent(L))) {
    ci->u.l.savedpc = pc + 1;
    if (!isIT(*pc)) L->top.p = ci->top.p;
    meter_trip(L);
  }
""")

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
