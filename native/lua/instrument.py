#!/usr/bin/env python3
"""Puts LuaVm's meter, arena and freezing into an unpacked Lua 5.4.9.

Usage: instrument.py PRISTINE_SRC OUT_SRC

Copies the sources and applies the edits below. Each names a file, the text to
find, how often it must occur there, and what replaces it. A text that is not
found exactly that often stops the build: then the source is not the release
these edits were made for. What the inserted macros do is in native/meter.h.
"""
import shutil
import sys
from pathlib import Path

EDITS = []


def edit(file, old, new, count=1):
    EDITS.append((file, old, new, count))


def before(file, old, new, count=1):
    edit(file, old, new + old, count)


def after(file, old, new, count=1):
    edit(file, old, old + new, count)


# --- Each state reaches its VM: slots for the VM, the resumer, and KeraLua.
edit("luaconf.h", "#define LUA_EXTRASPACE\t\t(sizeof(void *))",
     "#define LUA_EXTRASPACE\t\t(3 * sizeof(void *))")
for file in ("ldo.c", "lstate.c"):
    after(file, "L->nCcalls = (from) ? getCcalls(from) : 0;",
          "\n  vm_set_resumer(L, from);")

# --- Memory: straight into the arena, and the end of it is a kill.
edit("lmem.c", "((*g->frealloc)(g->ud, block, os, ns))",
     "arena_realloc(&((vm *)g->ud)->arena, block, os, ns)")
edit("lmem.c", "if (cantryagain(g)) {\n    luaC_fullgc",
     "if (cantryagain(g) && !((vm *)g->ud)->arena.hopeless) {\n    luaC_fullgc")
edit("lmem.h", "luaD_throw(L, LUA_ERRMEM)", "meter_out_of_memory(L)")
after("lgc.c", "  GCObject *grayagain = g->grayagain;  /* save original list */\n",
      "  ((vm *)g->ud)->gc_count++;\n")
edit("lgc.c", "  if (debt > 0) debt = 0;\n  luaE_setdebt(g, debt);",
     "  luaE_setdebt(g, arena_pace(&((vm *)g->ud)->arena, debt));")

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
before("ldo.c", "  n = (*f)(L);  /* do the actual call */", "  meter_tick(L);\n")
after("ldo.c", "luaG_callerror(L, s2v(func));  /* nothing to call */",
      "\n  meter_charge(L, L->top.p - func);")
before("lvm.c", "        ts = luaS_createlngstrobj(L, tl);\n        copy2buff",
       "        meter_tick(L);\n")
after("lapi.c", "LUA_API int lua_geti (lua_State *L, int idx, lua_Integer n) {\n"
      "  TValue *t;\n  const TValue *slot;\n", "  meter_tick(L);\n")
after("llex.c", "void luaX_next (LexState *ls) {\n", "  meter_tick(ls->L);\n")

# --- Fuel in the libraries.
edit("lstrlib.c", "  if (n <= 0)\n    lua_pushliteral(L, \"\");",
     "  if (n <= 0 || l + lsep == 0)\n    lua_pushliteral(L, \"\");")
after("lstrlib.c", "  init: /* using goto to optimize tail recursion */\n",
      "  meter_tick(ms->L);\n")
before("lstrlib.c", "  /* keeps trying to match with the maximum repetitions */\n",
       "  meter_charge(ms->L, i >> 3);\n")
after("lstrlib.c", "    while (++s < ms->src_end) {\n", "      meter_tick(ms->L);\n")
edit("lstrlib.c", "static const char *lmemfind (const char *s1,",
     "static const char *lmemfind (lua_State *L, const char *s1,")
edit("lstrlib.c", "lmemfind(s + init,", "lmemfind(L, s + init,")
before("lstrlib.c", "      init++;   /* 1st char is already checked */\n",
       "      meter_charge(L, 1 + ((init - s1) >> 6) + (l2 >> 6));\n")
after("lutf8lib.c", "  while (posi <= posj) {\n", "    meter_tick(L);\n")
edit("ltablib.c", "#if !defined(l_randomizePivot)\t\t/* { */",
     "#define l_randomizePivot() (~0u)  /* the same fuel everywhere */\n#if 0\t\t/* { */")

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

# --- Scripts see an object's identity, never its address.
edit("lauxlib.c", "kind, lua_topointer(L, idx));", "kind, luavm_identity(L, idx));")
edit("lstrlib.c", "const void *p = lua_topointer(L, arg);",
     "const void *p = luavm_identity(L, arg);")


def main(pristine, out):
    shutil.copytree(pristine, out, dirs_exist_ok=True)
    for file, old, new, count in EDITS:
        path = out / file
        text = path.read_text(encoding="latin-1")
        found = text.count(old)
        if found != count:
            sys.exit(f"instrument: {file}: expected {count} of {old!r}, found {found}; "
                     "is this Lua 5.4.9?")
        path.write_text(text.replace(old, new), encoding="latin-1")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
