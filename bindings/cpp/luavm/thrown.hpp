// How a C++ exception crosses Lua: no C++ exception may leave a host function, so it
// becomes a host object, an error like any other to scripts, whose tostring() is
// what(). Where none catches it, check() throws the very same exception again.
#ifndef LUAVM_THROWN_HPP
#define LUAVM_THROWN_HPP

#include <luavm/box.hpp>
#include <luavm/call.hpp>

#if LUAVM_CPP_EXCEPTIONS
#include <exception>
#include <new>
#include <string_view>
#endif

namespace luavm::detail {

#if LUAVM_CPP_EXCEPTIONS

using thrown_box = box<std::exception_ptr>;

/// Calls `use` with what an exception says: the text lives that long.
template <class Use>
luavm_status with_message(const std::exception_ptr &thrown, Use use) noexcept {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception &error) {
    return use(std::string_view(error.what()));
  } catch (...) {
    return use(std::string_view("a C++ exception that is no std::exception"));
  }
}

/// Answers one value of a thrown_box that is a method's or a property's object.
inline luavm_status answer_message(const luavm_call *raw, luavm_reply *to) noexcept {
  return with_message(unboxed<std::exception_ptr>(call(raw)[0]),
                      [to](std::string_view text) {
                        reply answer(to);
                        answer.push(text);
                        return answer.native_status();
                      });
}

inline luavm_status thrown_tostring(void *, const luavm_call *raw,
                                    luavm_reply *to) noexcept {
  return answer_message(raw, to);
}

inline luavm_status thrown_get(void *, const luavm_call *raw,
                               luavm_reply *to) noexcept {
  if (call(raw)[1].bytes() == std::string_view("message"))
    return answer_message(raw, to);
  return LUAVM_OK;
}

/// A reference to a host object that holds the exception; 0 where there is no memory.
inline luavm_ref thrown_object(luavm_vm vm, const std::exception_ptr &thrown) noexcept {
  static const luavm_method methods[] = {{"__tostring", 10, thrown_tostring, nullptr}};
  luavm_class definition{};
  definition.struct_size = sizeof definition;
  definition.name = "error";
  definition.name_length = 5;
  definition.methods = methods;
  definition.method_count = 1;
  definition.get = thrown_get;
  definition.object_release = thrown_box::destroy;
  luavm_ref kind = 0, object = 0;
  if (vm_class(vm, &definition, &kind, nullptr) != LUAVM_OK) return 0;
  try {
    auto box = std::make_unique<thrown_box>(std::exception_ptr(thrown));
    if (vm_object(vm, kind, box.get(), &object, nullptr) == LUAVM_OK) box.release();
  } catch (...) {
    object = 0;
  }
  vm_release(vm, &kind, 1);
  return object;
}

/// Raises the exception that is being handled.
inline luavm_status raise_thrown(const luavm_call *raw, luavm_reply *to) noexcept {
  const std::exception_ptr thrown = std::current_exception();
  to->value_count = 0;
  if (const luavm_ref object = thrown_object(raw->vm, thrown)) {
    luavm_value &error = to->values[to->value_count++];
    error.type = LUAVM_USERDATA;
    error.flags = LUAVM_VALUE_REFERENCE | LUAVM_VALUE_TAKE;
    error.as.reference = object;
    return LUAVM_RUNTIME;
  }
  return with_message(thrown, [to](std::string_view text) {
    reply answer(to);
    answer.raise(text);
    return answer.native_status();
  });
}

#endif

/// Runs the body of a host function; nothing leaves it but a status.
template <class Body>
luavm_status guarded(const luavm_call *raw, luavm_reply *to, Body body) noexcept {
#if LUAVM_CPP_EXCEPTIONS
  try {
    return body(call(raw), to);
  } catch (...) {
    return raise_thrown(raw, to);
  }
#else
  return body(call(raw), to);
#endif
}

}  // namespace luavm::detail

#endif  // LUAVM_THROWN_HPP
