// Functions and lambdas as host functions. One takes (const call &, reply &), or
// typed parameters: whatever convert.hpp makes of an argument, and besides
//
//   const call &          the call itself; takes no argument
//   luavm::rest           the arguments that are left
//   T &, const T &, T *   a host object of a luavm::class_<T>; for nil, NULL
//   live_table            a table as scripts see it, not a copy; then all tables are
//
// and returns void, one value (encode.hpp), a std::tuple or std::pair of several, a
// luavm::status, raise, pending, or a std::variant with one of these two. Where
// an argument has no such form the script gets an error that says which.
#ifndef LUAVM_BIND_HPP
#define LUAVM_BIND_HPP

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <luavm/call.hpp>
#include <luavm/parameter.hpp>
#include <luavm/thrown.hpp>

namespace luavm {

namespace detail {

// ------------------------------------------------------------- Answers

template <class T>
void respond(reply &to, T &&value) {
  to.push(std::forward<T>(value));
}
inline void respond(reply &to, raise &&raised) {
  to.raise(std::move(raised.error));
}
template <class... Ts>
void respond(reply &to, pending<Ts...> &&waiting) {
  to.pend();
  std::apply([&to](Ts &...values) { (to.push(std::move(values)), ...); },
             waiting.values);
}
template <class... Ts>
void respond(reply &to, std::tuple<Ts...> &&values) {
  std::apply([&to](Ts &...each) { (to.push(std::forward<Ts>(each)), ...); }, values);
}
template <class A, class B>
void respond(reply &to, std::pair<A, B> &&values) {
  to.push(std::forward<A>(values.first));
  to.push(std::forward<B>(values.second));
}

template <class T>
inline constexpr bool is_answer = std::is_same_v<T, raise>;
template <class... Ts>
inline constexpr bool is_answer<pending<Ts...>> = true;

template <class... Ts>
void respond(reply &to, std::variant<Ts...> &&chosen) {
  if constexpr ((is_answer<Ts> || ...))
    std::visit([&to](auto &&held) { respond(to, std::move(held)); }, std::move(chosen));
  else
    to.push(std::move(chosen));
}

inline void refuse(reply &to, const call &from, std::size_t index, std::size_t number,
                   std::string_view expected) {
  to.raise("bad argument #" + std::to_string(number) + " (" + std::string(expected) +
           " expected, got " +
           (index < from.size() ? std::string(name(from[index].type()))
                                : std::string("no value")) +
           ")");
}

// --------------------------------------------------------------- Calls

template <class... P, std::size_t... I, class F>
void invoke_typed(F &function, const call &from, reply &to,
                  [[maybe_unused]] std::size_t skipped, std::tuple<P...> *,
                  std::index_sequence<I...>) {
  // Where in the arguments each parameter is: those before it count.
  constexpr std::size_t widths[] = {slot<P>::width..., 0};
  [[maybe_unused]] const auto at = [&widths](std::size_t parameter) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < parameter; ++i) index += widths[i];
    return index;
  };
  std::tuple<slot<P>...> slots{slot<P>(from, at(I))...};
  const bool ok =
      ((std::get<I>(slots).ok() ||
        (refuse(to, from, at(I), at(I) + 1 - skipped, slot<P>::expected), false)) &&
       ...);
  if (!ok) return;
  using result = std::invoke_result_t<F &, P...>;
  if constexpr (std::is_void_v<result>)
    std::invoke(function, std::get<I>(slots).get()...);
  else if constexpr (std::is_same_v<result, status>)
    to.answer(std::invoke(function, std::get<I>(slots).get()...));
  else
    respond(to,
            std::decay_t<result>(std::invoke(function, std::get<I>(slots).get()...)));
}

template <class F, class Parameters>
void invoke_typed(F &function, const call &from, reply &to, std::size_t skipped) {
  invoke_typed(function, from, to, skipped, static_cast<Parameters *>(nullptr),
               std::make_index_sequence<std::tuple_size_v<Parameters>>());
}

// skipped: how many arguments messages do not count.
template <class F>
void invoke(F &function, const call &from, reply &to, std::size_t skipped = 0) {
  if constexpr (takes_call<F>) {
    if constexpr (std::is_same_v<std::invoke_result_t<F &, const call &, reply &>,
                                 status>)
      to.answer(std::invoke(function, from, to));
    else
      std::invoke(function, from, to);
  } else {
    invoke_typed<F, typename signature<F>::arguments>(function, from, to, skipped);
  }
}

/// A member function of a T or of a base of it, called on its first parameter.
template <class T, class F, class Parameters = typename signature<F>::arguments>
struct member_call;
template <class T, class F, class... P>
struct member_call<T, F, std::tuple<P...>> {
  using self = std::conditional_t<
      std::is_const_v<std::remove_reference_t<typename signature<F>::self>>, const T &,
      T &>;
  F body;
  explicit member_call(F function) noexcept : body(function) {}
  decltype(auto) operator()(self object, P... arguments) const {
    return (object.*body)(std::forward<P>(arguments)...);
  }
};

/// A callable, as the `user` of a host function.
template <class F>
struct host_function {
  F body;

  static luavm_status run(void *user, const luavm_call *raw, luavm_reply *to) noexcept {
    return guarded(raw, to, [user](const call &from, luavm_reply *raw_reply) {
      reply answer(raw_reply);
      invoke(static_cast<host_function *>(user)->body, from, answer);
      return answer.native_status();
    });
  }
  static void release(void *user) { delete static_cast<host_function *>(user); }
};

template <class F>
constexpr std::uint32_t function_flags() noexcept {
  if constexpr (!takes_call<F>)
    if (has_live_table<typename signature<F>::arguments>::value)
      return LUAVM_FUNCTION_KEEP_TABLES;
  return 0;
}

/// Registers a callable: `add` is given the definition and says how it went.
template <class F, class Add>
luavm_status add_function(std::string_view name, F &&body, Add add) {
  using host = host_function<std::decay_t<F>>;
  auto user = std::make_unique<host>(host{std::forward<F>(body)});
  luavm_function definition{};
  definition.struct_size = sizeof definition;
  definition.flags = function_flags<std::decay_t<F>>();
  definition.name = name.data();
  definition.name_length = name.size();
  definition.call = host::run;
  definition.user = user.get();
  definition.release = host::release;
  const luavm_status status = add(&definition);
  if (status == LUAVM_OK) user.release();
  return status;
}

}  // namespace detail
}  // namespace luavm

#endif  // LUAVM_BIND_HPP
