// HTTP: what a host asks of a server, and what its scripts may. Start
// examples/server.py first.
//
//   c++ -std=c++17 http.cpp -o http $(pkg-config --cflags --libs luavm) && ./http
#include <chrono>
#include <iostream>
#include <string>
#include <string_view>

#include <luavm.hpp>

using namespace std::chrono_literals;

static void show(std::string_view url, const luavm::http_options &options = {}) {
  const luavm::http_response response = luavm::try_http_request(url, options);
  if (response)
    std::cout << response.code() << ": " << response.body() << '\n';
  else  // its message says why
    std::cout << name(response.status()) << '\n';
}

static void script(luavm::vm &vm, std::string_view source) {
  const luavm::result result = vm.try_eval(source);
  std::cout << "script: ";
  if (result.ok())
    std::cout << result.as<std::string_view>() << '\n';
  else
    std::cout << name(result.status()) << '\n';
}

int main(int count, char **arguments) try {
  const std::string base = count > 1 ? arguments[1] : "http://127.0.0.1:8765";
  show(base + "/hello");
  show(base + "/nowhere");  // 404 is an answer like any other

  const luavm_http_field field = luavm::http_field("content-type", "text/plain");
  luavm::http_options post;
  post.method = "POST";
  post.fields = &field;
  post.field_count = 1;
  post.body = "posted";
  post.timeout = 5s;
  show(base + "/echo", post);

  luavm::http_options capped;
  capped.response_bytes = 1000;
  show(base + "/big/1000000", capped);  // a body over its cap is not taken in
  show("http://127.0.0.1:1/");          // nobody listens there

  // The module `http`, for scripts whose policy names the hosts.
  const luavm::policy policy(
      R"({"version": 1, "json": true,
          "http": {"hosts": [{"host": "127.0.0.1", "schemes": ["http"], "ports": [)" +
      base.substr(base.rfind(':') + 1) +
      R"(]}], "addresses": {"allow": ["127.0.0.1"]}}})");
  luavm::vm_options options;
  options.policy = policy.handle();
  luavm::vm vm(options);
  script(vm, "return http.get('" + base + "/json'):json().name");
  // Redirects to an address that is not allowed.
  script(vm, "return http.get('" + base + "/away').body");
} catch (const luavm::error &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
