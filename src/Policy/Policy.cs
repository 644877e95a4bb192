using LuaVm.Core;
using LuaVm.Core.Json;
using LuaVm.Core.Services;
using LuaVm.Policies.Document;
#if LUAVM_NETWORK
using LuaVm.Policies.Network;
#endif
using LuaVm.Sqlite;
using LuaVm.Store;

namespace LuaVm.Policies;

/// <summary>What VMs are allowed: one document, read once and then the same for all of them.</summary>
public sealed class Policy : IDisposable
{
    /// <summary>Longest document: LUAVM_POLICY_MAX.</summary>
    public const int DocumentMaximum = 1 << 20;

    private readonly PolicyLimits _limits;
    private readonly PolicyGroup? _group;
    private readonly List<IService> _services = [];
    private readonly StoreService? _stores;
    private readonly string? _missingStore;

    private Policy(PolicyReader reader, string folder)
    {
        Document = reader.Document;
        _limits = new PolicyLimits(reader);
        _group = PolicyGroup.Of(reader);
        SqliteStores.Register();
        if (Document.Json) _services.Add(JsonService.Instance);
#if LUAVM_NETWORK
        PolicyNetwork.Ready();
        if (PolicyNetwork.Http(reader, folder) is { } http) _services.Add(http);
#endif
        if (PolicyStores.Of(reader, folder, out _missingStore) is not { } stores) return;
        _stores = new StoreService(stores);
        _services.Add(_stores);
    }

    internal PolicyDocument Document { get; }

    internal PolicyLimits Limits => _limits;

    /// <summary>Reads a policy. Throws <see cref="LuaFault"/>, which says where in the document it is at fault.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="folder">What relative paths in it start from; empty: the working directory.</param>
    public static Policy Parse(ReadOnlyMemory<byte> json, string name, string folder)
    {
        try
        {
            return Read(json, folder);
        }
        catch (PolicyError error)
        {
            throw error.In(name);
        }
    }

    /// <inheritdoc cref="Parse"/>
    /// <remarks>Throws <see cref="PolicyError"/>.</remarks>
    internal static Policy Read(ReadOnlyMemory<byte> json, string folder)
    {
        if (json.Length > DocumentMaximum)
            throw new PolicyError(Status.Syntax, new TextPosition(1, 1), $"over {Quantity.Bytes(DocumentMaximum)}, the longest that a policy may be");
        return new Policy(new PolicyReader(json), folder);
    }

    /// <summary>What to make a VM with: what is asked for goes before what the policy says. Throws <see cref="LuaFault"/>.</summary>
    public VmOptions Apply(in VmOptions asked)
    {
        CheckServices();
        return Combine(asked);
    }

    /// <summary>The same, also where this library lacks a service that the policy names.</summary>
    internal VmOptions Combine(in VmOptions asked)
    {
        var preset = _limits.PresetOr(asked.Preset);
        return asked with
        {
            Profile = asked.Profile != Profile.Default ? asked.Profile : _limits.Profile,
            Preset = preset,
            Limits = asked.Limits.Over(_limits.Given.Over(Core.Limits.Of(preset))),
            Libraries = asked.Libraries != Libraries.All ? asked.Libraries : _limits.Libraries,
            ServiceTimeApart = asked.ServiceTimeApart || _limits.ServiceTimeApart,
            ServiceMs = asked.ServiceMs != 0 ? asked.ServiceMs : _limits.ServiceMs,
            Services = [.. asked.Services ?? [], .. _services],
            Group = asked.Group ?? _group?.Ready(),
        };
    }

    /// <summary>No more VMs are made with it; its stores close once those that were are freed.</summary>
    public void Dispose() => _stores?.Dispose();

    /// <summary>A VM without a service that its policy names would surprise its scripts.</summary>
    private void CheckServices()
    {
#if LUAVM_NETWORK
        var http = false;
#else
        var http = Document.Http is not null;
#endif
        var missing = http ? "http" : Document.Ws is not null ? "ws" : Document.Cache is not null ? "cache" : _missingStore;
        if (missing is null) return;
        throw new LuaFault(Status.Unsupported,
            $"the policy names \"{missing}\", which scripts cannot have in this version; leave it out");
    }
}
