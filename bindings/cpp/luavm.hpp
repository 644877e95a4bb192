// luavm.hpp - run untrusted Lua 5.4 inside a C++17 program.
//
// A thin layer over luavm.h, which says what everything means; here is what C++
// adds. Nothing to link but libluavm.
//
// Ownership. vm, result, outcome, policy, store, http_response, websocket own what
// they hold, move, and give it back in their destructors. Views (value_view,
// table_view, std::string_view) own nothing: they are pointers into a result, valid
// until that result is destroyed or assigned to. A result outlives its VM.
//
// Two styles. eval(), reset(), gc()... throw luavm::error, or a class of its own for
// each status (error.hpp). try_eval(), try_reset(), try_gc()... never throw and say
// how it went in what they return; they are all there is with -fno-exceptions. Both
// styles may be used side by side; compile a whole program with exceptions, or all of
// it without.
//
// Cost. No call allocates by itself: results are read where the library made them.
// Only throwing, and converting into types that own memory, do.
#ifndef LUAVM_HPP
#define LUAVM_HPP

#include <luavm/bind.hpp>
#include <luavm/buffer.hpp>
#include <luavm/build.hpp>
#include <luavm/cache.hpp>
#include <luavm/call.hpp>
#include <luavm/class.hpp>
#include <luavm/convert.hpp>
#include <luavm/encode.hpp>
#include <luavm/error.hpp>
#include <luavm/http.hpp>
#include <luavm/options.hpp>
#include <luavm/outcome.hpp>
#include <luavm/policy.hpp>
#include <luavm/process.hpp>
#include <luavm/quota.hpp>
#include <luavm/reference.hpp>
#include <luavm/result.hpp>
#include <luavm/status.hpp>
#include <luavm/store.hpp>
#include <luavm/value.hpp>
#include <luavm/vm.hpp>
#include <luavm/websocket.hpp>

#endif  // LUAVM_HPP
