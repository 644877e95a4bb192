using System.Globalization;
using LuaVm.Core;
using LuaVm.Policies.Document;

namespace LuaVm.Policies;

/// <summary>What a policy allows, in lines for people.</summary>
internal static class PolicySummary
{
    /// <summary>Topics with what there is to say of each.</summary>
    internal static IEnumerable<(string Topic, string Text)> Of(Policy policy)
    {
        var document = policy.Document;
        var limits = policy.Combine(default).Limits;
        yield return ("memory", $"{Size(limits.MemoryBytes)}, shorter collection cycles from {Size(limits.MemorySoftBytes)}");
        yield return ("time", Time(limits, policy.Limits));
        yield return ("output", $"{Size(limits.OutputBytes)} printed, {Size(limits.ResultBytes)} returned");
        yield return ("profile", Name(policy.Limits.Profile) + (policy.Limits.Profile == Profile.Trusted
            ? ": all of Lua, files and processes included" : ": base " + string.Join(' ', policy.Limits.LibraryWords)));
        if (document.Http is { } http)
        {
            foreach (var host in http.Hosts) yield return ("http", Host(host.Host, host.AllowedSchemes, host.Ports, host.AllowedMethods));
            if (http.Addresses is { } addresses) yield return ("http", Addresses(addresses));
        }
        if (document.Ws is { } ws)
        {
            foreach (var host in ws.Hosts) yield return ("ws", Host(host.Host, host.AllowedSchemes, host.Ports, []));
            if (ws.Addresses is { } addresses) yield return ("ws", Addresses(addresses));
        }
        if (document.Cache is { } cache)
            yield return ("cache", $"tenant '{cache.Tenant}'" + (cache.Share == 0 ? "" : $", {Size(cache.Share)}"));
        foreach (var (name, store) in document.Stores ?? [])
            yield return ("store", $"'{name}' in {WithoutPassword(store.Url)}, table '{store.Table ?? "main"}', {(store.ReadOnly ? "read-only" : "read-write")}");
        if (document.Json) yield return ("json", "yes");
        if (document.Group is { } group)
            yield return ("group", $"'{group.Name}'" + Bound(group));
    }

    private static string Time(in Limits limits, PolicyLimits rest) =>
        (limits.WallMs == Quantity.Unlimited ? "unlimited" : Quantity.Milliseconds(limits.WallMs))
        + (rest.ServiceTimeApart ? ", waiting for services apart" : "")
        + (limits.Fuel == Quantity.Unlimited ? ", unlimited fuel" : $", {Quantity.Count(limits.Fuel)} fuel");

    private static string Host(string host, IReadOnlyList<string> schemes, IReadOnlyList<int>? ports, IReadOnlyList<string> methods)
    {
        var reach = string.Join(' ', schemes.Select(scheme => $"{scheme}://{host}"));
        if (ports is { Count: > 0 }) reach += " ports " + string.Join(' ', ports.Select(port => port.ToString(CultureInfo.InvariantCulture)));
        return methods.Count == 0 ? reach : $"{reach} ({string.Join(' ', methods)})";
    }

    private static string Addresses(AddressesSection addresses)
    {
        var allow = addresses.Allow is { Count: > 0 } ? ", and " + string.Join(' ', addresses.Allow) : "";
        var deny = addresses.Deny is { Count: > 0 } ? ", but not " + string.Join(' ', addresses.Deny) : "";
        return $"public addresses{allow}{deny}";
    }

    private static string Bound(GroupSection group) =>
        (group.Memory == 0 ? "" : $", {Size(group.Memory)} together")
        + (group.Vms == 0 ? "" : $", {Quantity.Count((ulong)group.Vms)} VMs");

    /// <summary>Of a server's URL: what stands before '@' is nobody's business.</summary>
    private static string WithoutPassword(string url)
    {
        var at = url.LastIndexOf('@');
        var slashes = url.IndexOf("//", StringComparison.Ordinal);
        return at < 0 || slashes < 0 || at < slashes ? url : url[..(slashes + 2)] + "..." + url[at..];
    }

    private static string Size(ulong bytes) => bytes == Quantity.Unlimited ? "unlimited" : Quantity.Bytes(bytes);

    private static string Name(Profile profile) => profile.ToString().ToLowerInvariant();
}
