using System.Runtime.CompilerServices;
using KeraLua;

namespace LuaVm.Interop;

/// <summary>
/// KeraLua's view of a state that the native layer has built and owns. Only calls that cannot raise a Lua error may
/// be made through it: an error would unwind managed frames.
/// </summary>
internal static class StateView
{
    /// <summary>A KeraLua object that neither owns nor closes the state.</summary>
    internal static Lua Of(nint state)
    {
        // Its public constructors create a state of their own, and FromIntPtr expects that they did.
        var view = (Lua)RuntimeHelpers.GetUninitializedObject(typeof(Lua));
        GC.SuppressFinalize(view);
        StateField(view) = state;
        return view;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_luaState")]
    private static extern ref nint StateField(Lua view);
}
