using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using LuaVm.Interop;

namespace LuaVm.Core.Services;

/// <summary>Makes a class known to one VM, and holds what its functions need until the engine is done with it.</summary>
internal sealed unsafe class ServiceClassMaker(ServiceHost host, ServiceClass kind)
{
    private readonly List<nint> _handles = [];

    /// <summary>Returns the reference to it. Throws <see cref="LuaFault"/>.</summary>
    internal ulong Make()
    {
        var names = new List<byte>();
        var at = new int[kind.Methods.Count];
        for (var i = 0; i < at.Length; i++)
        {
            at[i] = names.Count;
            names.AddRange(Encoding.UTF8.GetBytes(kind.Methods[i].Name));
        }
        var title = names.Count;
        names.AddRange(Encoding.UTF8.GetBytes(kind.Name));
        var methods = new HostMethod[at.Length];
        var self = GCHandle.Alloc(this);
        fixed (byte* text = CollectionsMarshal.AsSpan(names))
        fixed (HostMethod* list = methods)
        {
            for (var i = 0; i < at.Length; i++)
            {
                list[i].Name = text + at[i];
                list[i].NameLength = (nuint)((i + 1 < at.Length ? at[i + 1] : title) - at[i]);
                list[i].Call = (delegate* unmanaged[Cdecl]<void*, HostCall*, HostReply*, int>)&ServiceEntry.Call;
                list[i].User = Handle($"{kind.Name}:{kind.Methods[i].Name}", kind.Methods[i].Call);
            }
            var definition = new HostClass
            {
                StructSize = (uint)sizeof(HostClass),
                Name = text + title,
                NameLength = (nuint)(names.Count - title),
                Methods = list,
                MethodCount = (nuint)at.Length,
                User = (void*)GCHandle.ToIntPtr(self),
                Get = kind.Get is null ? null : (delegate* unmanaged[Cdecl]<void*, HostCall*, HostReply*, int>)&Get,
                Set = kind.Set is null ? null : (delegate* unmanaged[Cdecl]<void*, HostCall*, HostReply*, int>)&Set,
                Release = (delegate* unmanaged[Cdecl]<void*, void>)&Release,
                ObjectRelease = (delegate* unmanaged[Cdecl]<void*, void*, void>)&ReleaseObject,
            };
            _get = kind.Get is null ? null : new ServiceEntry(host, kind.Name, kind.Get);
            _set = kind.Set is null ? null : new ServiceEntry(host, kind.Name, kind.Set);
            var make = new ShimMake { Kind = MadeKind.Class, Definition = &definition };
            try
            {
                host.Vm.Make(ref make);
                return make.Reference;
            }
            catch
            {
                FreeHandles();
                self.Free();
                throw;
            }
        }
    }

    private ServiceEntry? _get, _set;

    private void* Handle(string name, ServiceFunction function)
    {
        var handle = new ServiceEntry(host, name, function).Handle();
        _handles.Add((nint)handle);
        return handle;
    }

    private void FreeHandles()
    {
        foreach (var handle in _handles) GCHandle.FromIntPtr(handle).Free();
        _handles.Clear();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Get(void* user, HostCall* call, HostReply* reply) =>
        ServiceEntry.At<ServiceClassMaker>(user)._get!.Invoke(call, reply);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Set(void* user, HostCall* call, HostReply* reply) =>
        ServiceEntry.At<ServiceClassMaker>(user)._set!.Invoke(call, reply);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(void* user)
    {
        ServiceEntry.At<ServiceClassMaker>(user).FreeHandles();
        GCHandle.FromIntPtr((nint)user).Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ReleaseObject(void* user, void* target)
    {
        var handle = GCHandle.FromIntPtr((nint)target);
        var disposable = handle.Target as IDisposable;
        handle.Free();
        try
        {
            disposable?.Dispose();
        }
        catch (Exception)
        {
            // It is gone for scripts whatever came of it; nothing may leave towards the engine.
        }
    }
}
