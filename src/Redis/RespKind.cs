namespace LuaVm.Redis;

/// <summary>What a reply is, RESP2 and RESP3 alike.</summary>
internal enum RespKind
{
    Null,
    Text,
    Error,
    Integer,
    Bytes,
    Array,
}
