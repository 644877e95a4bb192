// Functions and lambdas as host functions. One takes (const call &, reply &), or
// typed parameters: whatever convert.hpp makes of an argument, and besides
//
//   const call &          the call itself; takes no argument
//   luavm::rest           the arguments that are left
//   T &, const T &, T *   a host object of a luavm::class_<T>; for nil, NULL
//   live_table            a table as scripts see it, not a copy; then all tables are
//
// and returns void, one value (encode.hpp), a std::tuple or std::pair of several, a
// reply's luavm_status, raise, pending, or a std::variant with one of these two. Where
// an argument has no such form the script gets an error that says which.
#ifndef LUAVM_BIND_HPP
#define LUAVM_BIND_HPP

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <luavm/box.hpp>
#include <luavm/call.hpp>
#include <luavm/convert.hpp>
#include <luavm/thrown.hpp>

namespace luavm {

/// The arguments from here on.
struct rest {
  value_range values;
};

namespace detail {

// ---------------------------------------------------------- Signatures

template <class R, class... A>
struct signature_of {
  using result = R;
  using arguments = std::tuple<A...>;
};

template <class F, class = void>
struct signature : signature<decltype(&F::operator())> {};
template <class R, class... A>
struct signature<R (*)(A...)> : signature_of<R, A...> {};
template <class R, class... A>
struct signature<R (*)(A...) noexcept> : signature_of<R, A...> {};
template <class R, class C, class... A>
struct signature<R (C::*)(A...)> : signature_of<R, A...> {
  using self = C &;
};
template <class R, class C, class... A>
struct signature<R (C::*)(A...) const> : signature_of<R, A...> {
  using self = const C &;
};
template <class R, class C, class... A>
struct signature<R (C::*)(A...) noexcept> : signature<R (C::*)(A...)> {};
template <class R, class C, class... A>
struct signature<R (C::*)(A...) const noexcept> : signature<R (C::*)(A...) const> {};

// Whether a parameter is a live table: tables come as references then.
template <class T>
struct has_live_table;
template <class... P>
struct has_live_table<std::tuple<P...>>
    : std::bool_constant<(std::is_same_v<std::decay_t<P>, live_table> || ...)> {};

template <class F>
inline constexpr bool takes_call = std::is_invocable_v<F &, const call &, reply &>;

// ---------------------------------------------------------- Parameters

template <class T>
constexpr std::string_view expected_name() noexcept {
  if constexpr (std::is_same_v<T, bool>)
    return "boolean";
  else if constexpr (std::is_integral_v<T>)
    return "integer";
  else if constexpr (std::is_floating_point_v<T>)
    return "number";
  else if constexpr (std::is_convertible_v<const T &, std::string_view>)
    return "string";
  else if constexpr (std::is_same_v<T, function>)
    return "function";
  else if constexpr (std::is_same_v<T, table_view> || std::is_same_v<T, live_table>)
    return "table";
  else
    return "another value";
}

/// A parameter of type P, read from an argument.
template <class P, class = void>
class slot {
  using type = std::remove_cv_t<std::remove_reference_t<P>>;

 public:
  static constexpr std::size_t width = 1;
  static constexpr std::string_view expected = expected_name<type>();

  slot(const call &from, std::size_t index) : held_(from[index].try_as<type>()) {}
  bool ok() const noexcept { return held_.has_value(); }
  P get() { return std::forward<P>(*held_); }

 private:
  std::optional<type> held_;
};

template <>
class slot<const call &> {
 public:
  static constexpr std::size_t width = 0;
  static constexpr std::string_view expected = "";
  slot(const call &from, std::size_t) noexcept : call_(from) {}
  bool ok() const noexcept { return true; }
  const call &get() const noexcept { return call_; }

 private:
  const call &call_;
};

template <>
class slot<rest> {
 public:
  static constexpr std::size_t width = 0;
  static constexpr std::string_view expected = "";
  slot(const call &from, std::size_t index) noexcept {
    const std::size_t first = index < from.size() ? index : from.size();
    rest_.values = {from.native()->arguments + first, from.size() - first,
                    from.native()->vm};
  }
  bool ok() const noexcept { return true; }
  rest get() const noexcept { return rest_; }

 private:
  rest rest_;
};

template <class P>
using object_of = std::remove_cv_t<std::remove_pointer_t<std::remove_reference_t<P>>>;

// What is no value but stands for a host object: a reference or a pointer to a class
// that no converter makes a copy of.
template <class P>
inline constexpr bool is_object_parameter =
    (std::is_reference_v<P> || std::is_pointer_v<P>)&&std::is_class_v<object_of<P>> &&
    !std::is_same_v<object_of<P>, call> && !has_converter<object_of<P>>;

template <class P>
class slot<P, std::enable_if_t<is_object_parameter<P>>> {
  using type = object_of<P>;

 public:
  static constexpr std::size_t width = 1;
  static constexpr std::string_view expected = "host object";

  slot(const call &from, std::size_t index)
      : held_(unboxed<std::shared_ptr<type>>(from[index])),
        is_none_(from[index].is_nil()) {}
  bool ok() const noexcept {
    return held_ != nullptr || (std::is_pointer_v<P> && is_none_);
  }
  P get() const noexcept {
    if constexpr (std::is_pointer_v<P>)
      return held_.get();
    else
      return *held_;
  }

 private:
  std::shared_ptr<type> held_;
  bool is_none_;
};

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
void invoke_typed(F &function, const call &from, reply &to, std::size_t first,
                  std::tuple<P...> *, std::index_sequence<I...>) {
  // Where in the arguments each parameter is: those before it count.
  constexpr std::size_t widths[] = {slot<P>::width..., 0};
  const auto at = [&widths](std::size_t parameter) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < parameter; ++i) index += widths[i];
    return index;
  };
  std::tuple<slot<P>...> slots{slot<P>(from, at(I))...};
  const bool ok =
      ((std::get<I>(slots).ok() ||
        (refuse(to, from, at(I), at(I) + 1 - first, slot<P>::expected), false)) &&
       ...);
  if (!ok) return;
  using result = std::invoke_result_t<F &, P...>;
  if constexpr (std::is_void_v<result>)
    std::invoke(function, std::get<I>(slots).get()...);
  else if constexpr (std::is_same_v<result, luavm_status>)
    to.answer(std::invoke(function, std::get<I>(slots).get()...));
  else
    respond(to,
            std::decay_t<result>(std::invoke(function, std::get<I>(slots).get()...)));
}

template <class F, class Parameters>
void invoke_typed(F &function, const call &from, reply &to, std::size_t first) {
  invoke_typed(function, from, to, first, static_cast<Parameters *>(nullptr),
               std::make_index_sequence<std::tuple_size_v<Parameters>>());
}

// skipped: how many arguments messages do not count.
template <class F>
void invoke(F &function, const call &from, reply &to, std::size_t skipped = 0) {
  if constexpr (takes_call<F>) {
    if constexpr (std::is_convertible_v<
                      std::invoke_result_t<F &, const call &, reply &>, luavm_status>)
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
      return answer.status();
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
