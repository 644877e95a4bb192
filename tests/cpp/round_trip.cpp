// Values at random, from a fixed seed: what goes in comes out again the same.
#include "test.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using luavm::type;

namespace {

// Says exactly what a value is; tables that were met before by their number alone.
class writer {
 public:
  std::string text;

  void write(luavm::value_view value) {
    switch (value.type()) {
      case type::boolean:
        text += *value.boolean() ? "true" : "false";
        break;
      case type::integer:
        text += "i" + std::to_string(*value.integer());
        break;
      case type::number:
        number(*value.number());
        break;
      case type::bytes:
        bytes(*value.bytes());
        break;
      case type::table:
        table(*value.table());
        break;
      default:
        text += luavm::name(value.type());
    }
    text += ' ';
  }

 private:
  void number(double number) {
    std::uint64_t bits = 0;
    if (number == number) std::memcpy(&bits, &number, sizeof bits);
    text += number == number ? "f" + std::to_string(bits) : "nan";
  }

  void bytes(std::string_view bytes) {
    text += "s" + std::to_string(bytes.size()) + ":";
    text += bytes;
  }

  void table(luavm::table_view table) {
    const auto [seen, is_new] = seen_.emplace(table.native(), seen_.size());
    text += "#" + std::to_string(seen->second);
    if (!is_new) return;
    text += "[ ";
    std::size_t count = table.items().size();
    while (count != 0 && table.items()[count - 1].is_nil()) --count;
    for (std::size_t i = 0; i < count; ++i) write(table.items()[i]);
    text += "| ";
    std::map<std::string, luavm::value_view> sorted;
    for (const auto &[key, value] : table.pairs()) {
      writer alone;
      alone.write(key);
      sorted.emplace(alone.text, value);
    }
    for (const auto &[key, value] : sorted) {
      text += key;
      write(value);
    }
    text += "] ";
  }

  std::map<const luavm_table *, std::size_t> seen_;
};

std::string described(luavm::value_view value) {
  writer all;
  all.write(value);
  return all.text;
}

class generator {
 public:
  explicit generator(unsigned seed) : random_(seed) {}

  luavm::value any(int depth) {
    const int kinds = depth > 0 ? 9 : 6;
    switch (pick(kinds)) {
      case 0:
        return pick(2) == 0;
      case 1:
        return integers[pick(std::size(integers))];
      case 2:
        return static_cast<std::int64_t>(random_());
      case 3:
        return doubles[pick(std::size(doubles))];
      case 4:
        return bytes();
      case 5:
        return static_cast<double>(random_()) / 7;
      case 6:
        return list(depth);
      case 7:
        return table(depth);
      default:
        return again(depth);
    }
  }

 private:
  static constexpr std::int64_t integers[] = {
      0, 1, -1, (std::int64_t{1} << 53) + 1, INT64_MAX, INT64_MIN};
  static constexpr double doubles[] = {0.0,
                                       -0.0,
                                       1.0,
                                       0.1,
                                       5e-324,
                                       std::numeric_limits<double>::max(),
                                       std::numeric_limits<double>::infinity(),
                                       -std::numeric_limits<double>::infinity(),
                                       std::numeric_limits<double>::quiet_NaN()};

  std::size_t pick(std::size_t count) { return random_() % count; }

  std::string bytes() {
    std::string made(pick(60), '\0');
    for (char &c : made) c = static_cast<char>(random_());
    return made;
  }

  luavm::value list(int depth) {
    luavm::value made = luavm::list();
    for (std::size_t i = pick(6); i != 0; --i) made.push(any(depth - 1));
    return made;
  }

  // Keys that are no numbers: which of these are items is the library's choice.
  luavm::value table(int depth) {
    luavm::value made = luavm::table();
    for (std::size_t i = pick(6); i != 0; --i) made.set("k" + bytes(), any(depth - 1));
    if (pick(2) == 0) made.set(pick(2) == 0, any(depth - 1));
    if (pick(2) == 0) made.set(0.5, any(0));
    return made;
  }

  // One table in two places, and in itself.
  luavm::value again(int depth) {
    luavm::value outer = luavm::list();
    luavm::value shared = list(depth - 1);
    shared.push(shared.alias());
    outer.push(shared.alias()).push(shared.alias()).push(std::move(shared));
    return outer;
  }

  std::mt19937_64 random_;
};

}  // namespace

TEST(what_goes_in_comes_out_the_same) {
  luavm::vm vm = test::make_vm();
  const auto function = vm.try_load("return ...");
  REQUIRE(function);
  generator make(20240917);
  for (int round = 0; round < 3000; ++round) {
    const luavm::value value = make.any(5);
    const luavm::result result = function->try_call(value);
    REQUIRE(result.ok());
    const std::string in = described(luavm::value_view(&value.native()));
    const std::string out = described(result[0]);
    if (in != out)
      std::fprintf(stderr, "round %d:\n%s\n%s\n", round, in.c_str(), out.c_str());
    REQUIRE(in == out);
  }
}

TEST(what_a_host_function_gets_it_gives_back_the_same) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_on("echo", [](const luavm::call &call, luavm::reply &reply) {
            reply.push(call[0]);
          }).ok());
  generator make(4711);
  for (int round = 0; round < 1000; ++round) {
    const luavm::value value = make.any(4);
    const luavm::result result = vm.try_call("echo", value);
    REQUIRE(result.ok());
    REQUIRE(described(luavm::value_view(&value.native())) == described(result[0]));
  }
}
