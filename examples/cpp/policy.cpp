// One document says what scripts may use, here and in every other language. Start
// examples/server.py first.
//
//   c++ -std=c++17 policy.cpp -o policy $(pkg-config --cflags --libs luavm) && ./policy
#include <iostream>
#include <string>
#include <string_view>

#include <luavm.hpp>

static constexpr std::string_view scripts[] = {
    // what the policy allows
    "return http.get(base .. '/hello').body",
    "return #http.get(base .. '/json'):json().langs .. ' languages'",
    "cache.set('greeting', {text = 'hi'}) return cache.get('greeting').text",
    // and what it does not
    "return http.post(base .. '/echo', 'x').body",
    "return http.get(base .. '/away').body",
    "return http.get('http://10.0.0.1/').body",
    "return store.open('secrets')",
    "while true do end",
};

int main(int count, char **arguments) try {
  const std::string base = count > 1 ? arguments[1] : "http://127.0.0.1:8765";
  const std::string document =
      R"({"version": 1, "limits": {"memory": "8MiB", "wall": "1s", "fuel": 10000000},
          "http": {"hosts": [{"host": "127.0.0.1", "schemes": ["http"],
                              "methods": ["GET"], "ports": [)" +
      base.substr(base.rfind(':') + 1) + R"(]}],
                   "addresses": {"allow": ["127.0.0.1/32"]}},
          "cache": {"tenant": "example", "share": "1MiB"},
          "stores": {}})";
  const luavm::policy policy(document, "example.json");
  luavm::vm_options options;
  options.policy = policy.handle();
  luavm::vm vm(options);
  vm.set("base", base);
  for (const std::string_view source : scripts) {
    const luavm::result result = vm.try_eval(source);
    if (result.ok())
      std::cout << "ok: " << result.as<std::string_view>() << '\n';
    else
      std::cout << name(result.status()) << '\n';
  }
} catch (const luavm::error &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
