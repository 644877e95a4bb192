// A table that outlives VMs and the process: scripts count in it, the host reads it.
//
//   c++ -std=c++17 store.cpp -o store $(pkg-config --cflags --libs luavm) && ./store
#include <iostream>
#include <string>
#include <string_view>

#include <luavm.hpp>

static constexpr std::string_view visit = R"(
local visits = store.open('visits')
visits:transaction(function()
  visits.ada = (visits.ada or 0) + 1
  visits.pages = {'home', 'news'}
end)
return visits.ada
)";

// All or nothing: an error takes back what the transaction has written.
static constexpr std::string_view failing = R"(
local visits = store.open('visits')
visits:transaction(function() visits.ada = 0 error('changed my mind') end)
)";

int main(int count, char **arguments) try {
  const std::string path = count > 1 ? arguments[1] : "visits.db";
  luavm::store_options how;
  how.durable = true;
  const luavm::store store("sqlite:" + path, how);

  // Scripts get the stores that their policy names, and no other.
  const luavm::policy policy(R"({"version": 1, "limits": {"wall": "2s"}})");
  policy.give("visits", store);
  luavm::vm_options options;
  options.policy = policy.handle();
  luavm::vm vm(options);
  for (int i = 0; i < 3; i++) std::cout << vm.eval(visit).as<int>() << " visits\n";
  std::cout << name(vm.try_eval(failing).status()) << '\n';

  // The host reads and writes the same entries.
  std::cout << "ada: " << store.get("ada").as<int>() << '\n';
  store.erase("ada");
  std::cout << store.try_export().value().view();
} catch (const luavm::error &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
