using System.Text.RegularExpressions;
using LuaVm.Interop;

namespace LuaVm.Core;

/// <summary>
/// A node of the ledger that VMs share: "tenants/ada" lies in "tenants", and both in the process. What is charged to one is
/// charged to all above.
/// </summary>
public sealed unsafe partial class QuotaGroup
{
    public const int NameMaximum = 256;
    private const int DepthMaximum = 16;
    private const int CountMaximum = 4_096;

    private static readonly object Gate = new();
    private static readonly Dictionary<string, QuotaGroup> Groups = [];

    private readonly QuotaGroup? _parent;
    private readonly string _name;
    private int _groupsBelow; // under the gate
    private bool _removed; // likewise
    private uint _vmCap;
    private long _vmCount;
    private long _refused;
    private ulong _limit = Quantity.Unlimited;

    private QuotaGroup(string name, QuotaGroup? parent)
    {
        _name = name;
        _parent = parent;
        Account = NativeMethods.shim_account_new(parent?.Account ?? 0);
        if (Account == 0) throw new LuaFault(Status.Memory, "the system has no memory for a quota group");
    }

    /// <summary>A group is about to be forgotten: who can do without what is charged to it gives that up. Called with a
    /// lock held.</summary>
    internal static event Action<QuotaGroup>? Leaving;

    /// <summary>Of the native ledger; lasts as long as the group.</summary>
    internal nint Account { get; }

    /// <summary>Whoever charges the group or one below it keeps it alive.</summary>
    ~QuotaGroup() => NativeMethods.shim_account_free(Account);

    public string Name => _name;

    /// <summary>The group of that name, made without limits if it is not there. Throws <see cref="LuaFault"/>.</summary>
    public static QuotaGroup Of(string name)
    {
        CheckName(name);
        lock (Gate) return Make(name);
    }

    /// <summary>Sets what a group allows; 0: no cap, no limit. Throws <see cref="LuaFault"/>.</summary>
    public static void Set(string name, uint vmCap, ulong memoryBytes, ulong memorySoftBytes)
    {
        var limit = memoryBytes == 0 ? Quantity.Unlimited : memoryBytes;
        if (memorySoftBytes > limit)
        {
            throw new LuaFault(Status.Argument,
                $"soft memory limit {Quantity.Bytes(memorySoftBytes)} of group '{name}' is above its hard limit {Quantity.Bytes(limit)}; lower it, or leave it out for three quarters");
        }
        var soft = memorySoftBytes != 0 ? memorySoftBytes : limit == Quantity.Unlimited ? limit : limit / 4 * 3;
        if (vmCap > VmProcess.MaximumVmCap)
        {
            throw new LuaFault(Status.Argument,
                $"VM cap {Quantity.Count(vmCap)} of group '{name}' is above the most there can be, {Quantity.Count(VmProcess.MaximumVmCap)}");
        }
        CheckName(name);
        lock (Gate)
        {
            var group = Make(name);
            Volatile.Write(ref group._vmCap, vmCap);
            Volatile.Write(ref group._limit, limit);
            NativeMethods.shim_account_bound(group.Account, limit, soft);
        }
    }

    /// <summary>Counters; empty name: the process. Null: no such group.</summary>
    public static QuotaFigures? Read(string name)
    {
        if (name.Length == 0) return Figures(0, VmProcess.VmCap, (long)VmProcess.VmCount, 0);
        lock (Gate)
        {
            return Groups.TryGetValue(name, out var group)
                ? Figures(group.Account, group._vmCap, Volatile.Read(ref group._vmCount), Volatile.Read(ref group._refused))
                : null;
        }
    }

    /// <summary>Forgets a group. <see cref="Status.Argument"/>: there is none; <see cref="Status.Busy"/>: it is needed.</summary>
    public static Status Remove(string name)
    {
        lock (Gate)
        {
            if (!Groups.TryGetValue(name, out var group)) return Status.Argument;
            if (group._groupsBelow != 0 || group._vmCount != 0) return Status.Busy;
            Leaving?.Invoke(group);
            if (group.Held != 0) return Status.Busy;
            Groups.Remove(name);
            if (group._parent is not null) group._parent._groupsBelow--;
            group._removed = true;
            return Status.Ok;
        }
    }

    /// <summary>Counts bytes that are held for the group outside of VMs; false: over a limit of it or above it.</summary>
    public bool Charge(long bytes) => VmProcess.Charge(Account, bytes);

    public void Discharge(long bytes) => NativeMethods.shim_account_discharge(Account, (ulong)bytes);

    /// <summary>Takes a place for a VM here and in all groups above. Throws <see cref="LuaFault"/>.</summary>
    internal void Admit()
    {
        lock (Gate)
        {
            if (_removed) throw new LuaFault(Status.Argument, $"group '{_name}' was removed");
            TakePlaces();
        }
    }

    private void TakePlaces()
    {
        for (var at = this; at is not null; at = at._parent)
        {
            var cap = Volatile.Read(ref at._vmCap);
            if (Interlocked.Increment(ref at._vmCount) <= cap || cap == 0) continue;
            for (var taken = this; ; taken = taken._parent!)
            {
                Interlocked.Decrement(ref taken._vmCount);
                if (taken == at) break;
            }
            Interlocked.Increment(ref at._refused);
            throw new LuaFault(Status.Quota,
                $"VM cap of {Quantity.Count(cap)} of group '{at._name}' reached; free a VM, or raise the cap (quota_set)");
        }
    }

    /// <summary>A VM is gone.</summary>
    internal void Dismiss()
    {
        for (var at = this; at is not null; at = at._parent) Interlocked.Decrement(ref at._vmCount);
    }

    /// <summary>Which quota was in the way on this thread, for people.</summary>
    internal string Refusal()
    {
        var refuser = NativeMethods.shim_account_refuser();
        if (Above(refuser) is { } at)
            return $"memory quota of {Quantity.Bytes(at._limit)} of group '{at._name}' reached; free VMs of it, or raise the quota (quota_set)";
        return $"process memory quota of {Quantity.Bytes(VmProcess.MemoryQuotaBytes)} reached; free VMs and results, or raise the quota";
    }

    /// <summary>The one, of this and those above it, that has an account of the ledger; null: none.</summary>
    internal QuotaGroup? Above(nint account)
    {
        for (var at = this; at is not null; at = at._parent)
        {
            if (at.Account == account) return at;
        }
        return null;
    }

    private ulong Held
    {
        get
        {
            var figures = stackalloc ulong[5];
            NativeMethods.shim_account_figures(Account, figures);
            return figures[0];
        }
    }

    private static QuotaFigures Figures(nint account, uint cap, long count, long refused)
    {
        var figures = stackalloc ulong[5];
        NativeMethods.shim_account_figures(account, figures);
        return new QuotaFigures(cap, (ulong)count, figures[0], figures[1], figures[2], figures[3], figures[4] + (ulong)refused);
    }

    private static QuotaGroup Make(string name)
    {
        if (Groups.TryGetValue(name, out var found)) return found;
        if (Groups.Count >= CountMaximum)
        {
            throw new LuaFault(Status.Quota,
                $"there are {Quantity.Count(CountMaximum)} quota groups, which is the most; remove one (quota_remove)");
        }
        var slash = name.LastIndexOf('/');
        var parent = slash < 0 ? null : Make(name[..slash]);
        var made = new QuotaGroup(name, parent);
        Groups.Add(name, made);
        if (parent is not null) parent._groupsBelow++;
        return made;
    }

    private static void CheckName(string name)
    {
        if (name.Length > NameMaximum || name.Count(c => c == '/') >= DepthMaximum || !Names().IsMatch(name))
        {
            throw new LuaFault(Status.Argument,
                $"'{name[..Math.Min(name.Length, 64)]}' is no name of a quota group; use letters, digits, '-', '_' and '.', with '/' between up to {DepthMaximum} parts, at most {NameMaximum} bytes");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*\\z")]
    private static partial Regex Names();
}

/// <summary>luavm_quota_usage.</summary>
public readonly record struct QuotaFigures(
    uint VmCap, ulong VmCount, ulong MemoryBytes, ulong MemoryPeakBytes, ulong LimitBytes, ulong SoftBytes, ulong Refused);
