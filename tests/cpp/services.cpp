// Policies, quota groups, stores, the cache and HTTP: each call reaches the library,
// and what owns gives back.
#include "test.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using luavm::status;
using namespace std::chrono_literals;

static_assert(!std::is_copy_constructible_v<luavm::policy>);
static_assert(!std::is_copy_constructible_v<luavm::store>);
static_assert(!std::is_copy_constructible_v<luavm::http_response>);

namespace {

constexpr std::string_view with_store =
    R"({"version": 1, "limits": {"fuel": 1000}, "stores": {"s": {"url": "memory:"}}})";

luavm::store memory() {
  auto opened = luavm::store::try_open("memory:");
  CHECK(opened.ok());
  return std::move(*opened);
}

}  // namespace

TEST(a_policy_limits_the_vms_made_with_it_and_is_not_needed_afterwards) {
  luavm::vm_options options;
  auto made = luavm::policy::try_parse(with_store, "web.json");
  REQUIRE(made.ok());
  luavm::policy policy = std::move(*made);
  options.policy = policy.handle();
  luavm::vm vm = test::make_vm(options);
  policy = luavm::policy();
  CHECK(vm.try_eval("while true do end").status() == status::fuel);
  CHECK(vm.try_eval("local s = store.open('s') s.n = 7 return s.n")[0].integer() == 7);
  CHECK(vm.try_eval("store.open('t')").status() == status::sandbox);
}

TEST(a_document_at_fault_is_named_with_line_and_column) {
  const auto made =
      luavm::policy::try_parse("{\"version\": 1,\n \"x\": 1}", "web.json");
  CHECK(made.status() == status::syntax);
  CHECK(made.message().find("web.json:2:2") != std::string_view::npos);
  CHECK(made->handle() == 0);
}

TEST(documents_to_begin_with_are_shown) {
  const auto shown = luavm::policy::try_show("standard");
  REQUIRE(shown.ok());
  CHECK(luavm::policy::try_parse(*shown).ok());
  CHECK(luavm::policy::try_show("none").status() == status::argument);
}

TEST(a_group_counts_its_vms_and_admits_no_more) {
  luavm::quota_options quota;
  quota.vm_cap = 1;
  REQUIRE(luavm::try_set_quota("cpp/one", quota).ok());
  luavm::vm_options options;
  options.group = "cpp/one";
  luavm::vm vm = test::make_vm(options);
  CHECK(luavm::try_read_quota("cpp/one")->vm_count == 1);
  CHECK(luavm::vm::try_make(options).status() == status::quota);
  CHECK(luavm::try_read_quota("cpp")->refused_count == 0);
  CHECK(luavm::remove_quota("cpp/one") == status::busy);
  vm.close();
  CHECK(luavm::remove_quota("cpp/one") == status::ok);
  CHECK(luavm::try_read_quota("cpp/one").status() == status::argument);
  CHECK(luavm::try_set_quota("a//b", quota).status() == status::argument);
}

TEST(a_store_keeps_values_of_any_kind) {
  const luavm::store store = memory();
  CHECK(store.try_put("name", "Ada").ok());
  CHECK(store.try_put(7, std::vector<int>{1, 2, 3}).ok());
  CHECK(store.try_put(true, 2.5, 1h).ok());
  CHECK(store.try_get("name").try_as<std::string>() == "Ada");
  CHECK(store.try_get(7).try_as<std::vector<int>>() == (std::vector<int>{1, 2, 3}));
  CHECK(store.try_get("none")[0].is_nil());
  CHECK(*store.try_erase("name"));
  CHECK(!*store.try_erase("name"));
  CHECK(store.try_put(7, nullptr).ok());
  CHECK(store.try_statistics()->key_count == 1);
  const std::map<std::string, int> more{{"a", 1}, {"b", 2}, {"c", 3}};
  CHECK(store.try_update(more).ok());
  const auto listed = store.try_list_after("a", 9);
  CHECK(listed[0].table()->size() == 2);
  CHECK(listed[0][1][1].bytes() == "b" && listed[0][2][2].integer() == 3);
  CHECK(store.try_list(2)[0].table()->size() == 2);
}

TEST(a_store_is_exported_and_imported) {
  const luavm::store from = memory(), to = memory();
  CHECK(from.try_put("a", 1).ok() && from.try_put("b", "\xff").ok());
  const auto document = from.try_export();
  REQUIRE(document.ok());
  CHECK(*to.try_import(*document) == 2);
  CHECK(to.try_get("b")[0].bytes() == "\xff");
  CHECK(to.try_import("nonsense").status() == status::syntax);
}

TEST(stores_fail_with_a_message_and_without_a_store) {
  luavm::store_options options;
  options.key_cap = 1;
  auto opened = luavm::store::try_open("memory:", options);
  REQUIRE(opened.ok());
  CHECK(opened->try_put("a", 1).ok());
  const auto full = opened->try_put("b", 1);
  CHECK(full.status() == status::quota && !full.message().empty());
  CHECK(opened->try_put("a", UINT64_MAX).status() == status::argument);
  CHECK(luavm::store::try_open("file:x").status() == status::argument);
  const luavm::store moved = std::move(*opened);
  CHECK(opened->try_get("a").status() == status::handle);
  CHECK(moved.try_get("a")[0].integer() == 1);
}

TEST(scripts_have_the_store_that_the_host_gives_them) {
  luavm::store store = memory();
  auto policy = luavm::policy::try_parse(with_store);
  REQUIRE(policy.ok());
  REQUIRE(policy->try_give("s", store).ok());
  luavm::vm_options options;
  options.policy = policy->handle();
  luavm::vm vm = test::make_vm(options);
  CHECK(vm.try_eval("store.open('s').n = 42").ok());
  CHECK(store.try_get("n")[0].integer() == 42);
  CHECK(policy->try_give("", store).status() == status::argument);
}

TEST(the_cache_is_shared_with_scripts_of_the_tenant) {
  const luavm::cache cache("cpp");
  CHECK(cache.try_put("a", "x", 1h).ok());
  auto policy =
      luavm::policy::try_parse(R"({"version": 1, "cache": {"tenant": "cpp"}})");
  REQUIRE(policy.ok());
  luavm::vm_options options;
  options.policy = policy->handle();
  luavm::vm vm = test::make_vm(options);
  CHECK(vm.try_eval("cache.set('b', 2) return cache.get('a')")[0].bytes() == "x");
  CHECK(cache.try_get("b")[0].integer() == 2);
  CHECK(cache.try_statistics()->entry_count == 2);
  CHECK(*cache.try_erase("a") && !*cache.try_erase("a"));
  CHECK(cache.try_share(1000).ok());
  CHECK(cache.try_put("c", std::string(2000, 'x')).status() == status::quota);
  CHECK(cache.try_clear().ok());
  CHECK(cache.try_get("b")[0].is_nil());
  CHECK(luavm::cache("").try_put("a", 1).status() == status::argument);
}

TEST(what_a_policy_refuses_is_not_asked) {
  auto policy =
      luavm::policy::try_parse(R"({"version": 1, "http": {"hosts": ["example.com"]}})");
  REQUIRE(policy.ok());
  luavm::http_options options;
  options.policy = policy->handle();
  options.timeout = 10s;
  const luavm_http_field field = luavm::http_field("X-Name", "Ada");
  options.fields = &field;
  options.field_count = 1;
  const auto refused = luavm::try_http_request("http://127.0.0.1:1/", options);
  CHECK(refused.status() == status::sandbox && !refused.message().empty());
  CHECK(refused.code() == 0 && refused.body().empty() &&
        refused.field("X-Name").empty());
  const auto wrong = luavm::try_http_request("nonsense");
  CHECK(wrong.status() == status::argument);
}

#if LUAVM_CPP_EXCEPTIONS
TEST(services_throw_the_error_of_their_status) {
  CHECK_THROWS(luavm::syntax_error, luavm::policy("{"), );
  CHECK_THROWS(luavm::argument_error, luavm::store("file:x"), );
  CHECK_THROWS(luavm::argument_error, luavm::http_request("nonsense"), );
  CHECK_THROWS(luavm::argument_error, luavm::set_quota("", {}), );
  const luavm::store store("memory:");
  store.put("a", 1);
  CHECK(store.get("a").as<int>() == 1);
  CHECK(store.erase("a") && store.list(9)[0].table()->size() == 0);
  CHECK_THROWS(luavm::handle_error, luavm::store().get("a"), );
}
#endif
