using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>Bytes to floats, eight at a time.</summary>
internal static class ByteLanes
{
    /// <summary>The lower eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Lower8(Vector128<byte> bytes)
    {
        if (Avx2.IsSupported)
            return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(bytes));
        return FromWords(Vector128.WidenLower(bytes));
    }

    /// <summary>The upper eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Upper8(Vector128<byte> bytes)
    {
        var words = Vector128.WidenUpper(bytes);
        return Avx2.IsSupported ? Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(words)) : FromWords(words);
    }

    private static Vector256<float> FromWords(Vector128<ushort> words)
    {
        var (lower, upper) = Vector128.Widen(words);
        return Vector256.ConvertToSingle(Vector256.Create(lower.AsInt32(), upper.AsInt32()));
    }
}
