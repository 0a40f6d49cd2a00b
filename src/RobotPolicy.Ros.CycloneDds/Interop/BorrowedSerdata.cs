using System.Runtime.InteropServices;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>
/// Hands serialised bytes to a writer without a type support of our own. The library sees a sample of a foreign type, asks it for its
/// serialised form through the three callbacks below, and copies that once into a sample of the writer's type. The callbacks run on
/// the caller's thread, inside the call, and never on a thread of the library.
/// </summary>
internal static unsafe class BorrowedSerdata
{
    private const int GetSizeSlot = 1;
    private const int ToSerRefSlot = 7;
    private const int ToSerUnrefSlot = 8;
    private const int SDK_DATA = 2;

    // Never reaches zero: the sample lives on the stack, and the library must not free it.
    private const uint BorrowedReferenceCount = 2;

    private static readonly nint* Ops = AllocateOps();
    private static readonly nint* Type = AllocateType();

    /// <summary>Writes one sample, stamped with the wall clock by the library. Any thread; allocates nothing on the managed heap.</summary>
    /// <param name="writer">Writer.</param>
    /// <param name="cdr">Encapsulation header and at least one byte of payload.</param>
    /// <returns>The library's return code.</returns>
    internal static int Write(int writer, ReadOnlySpan<byte> cdr)
    {
        fixed (byte* data = cdr)
        {
            ddsi_serdata serdata = new()
            {
                ops = Ops,
                type = Type,
                refc = BorrowedReferenceCount,
                kind = SDK_DATA,
                borrowed_data = data,
                borrowed_length = (nuint)cdr.Length,
            };
            return Ddsc.dds_writecdr(writer, &serdata);
        }
    }

    private static nint* AllocateOps()
    {
        var ops = (nint*)NativeMemory.AllocZeroed(32, (nuint)sizeof(nint));
        ops[GetSizeSlot] = (nint)(delegate* unmanaged<ddsi_serdata*, uint>)&GetSize;
        ops[ToSerRefSlot] = (nint)(delegate* unmanaged<ddsi_serdata*, nuint, nuint, ddsrt_iovec_t*, ddsi_serdata*>)&ToSerRef;
        ops[ToSerUnrefSlot] = (nint)(delegate* unmanaged<ddsi_serdata*, ddsrt_iovec_t*, void>)&ToSerUnref;
        return ops;
    }

    private static nint* AllocateType()
    {
        // A sertype begins with its ops, and those with the address of the function that marks the version of the structure.
        var typeOps = (nint*)NativeMemory.AllocZeroed(32, (nuint)sizeof(nint));
        typeOps[0] = DdscLibrary.GetExport("ddsi_sertype_v0");
        var type = (nint*)NativeMemory.AllocZeroed(64, (nuint)sizeof(nint));
        type[0] = (nint)typeOps;
        type[1] = (nint)Ops;
        return type;
    }

    [UnmanagedCallersOnly]
    private static uint GetSize(ddsi_serdata* serdata) => unchecked((uint)serdata->borrowed_length);

    [UnmanagedCallersOnly]
    private static ddsi_serdata* ToSerRef(ddsi_serdata* serdata, nuint offset, nuint size, ddsrt_iovec_t* iov)
    {
        iov->iov_base = unchecked(serdata->borrowed_data + offset);
        iov->iov_len = size;
        return serdata;
    }

    [UnmanagedCallersOnly]
    private static void ToSerUnref(ddsi_serdata* serdata, ddsrt_iovec_t* iov)
    {
    }
}
