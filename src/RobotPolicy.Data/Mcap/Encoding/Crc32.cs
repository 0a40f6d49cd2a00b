using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RobotPolicy.Data.Mcap.Encoding;

/// <summary>
/// CRC-32 of zlib and PNG (reflected polynomial 0xEDB88320). Folds with carry-less multiplication where the processor has it (Gopal et al.,
/// "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009), else eight bytes at a time by tables.
/// </summary>
internal struct Crc32
{
    private static readonly uint[] Tables = BuildTables();

    private uint _inverted;

    /// <summary>The checksum of all bytes appended so far; 0 for none.</summary>
    public readonly uint Value => _inverted;

    /// <summary>The checksum of one block.</summary>
    public static uint Of(ReadOnlySpan<byte> data)
    {
        var crc = default(Crc32);
        crc.Append(data);
        return crc.Value;
    }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        var state = ~_inverted;
        if (Pclmulqdq.IsSupported && Vector128.IsHardwareAccelerated && data.Length >= 64)
        {
            var folded = data.Length & ~15;
            state = Fold(state, data[..folded]);
            data = data[folded..];
        }

        _inverted = ~ByTables(state, data);
    }

    /// <summary>Appends bytes whose own checksum is known, without looking at them.</summary>
    /// <param name="crc">Their checksum.</param>
    /// <param name="length">How many they are.</param>
    public void Append(uint crc, int length)
    {
        // Behind n more bytes a checksum is itself times x^(8n), modulo the polynomial.
        var shift = 1u << 31;
        for (var (left, power) = (length, 3); left != 0; left >>= 1, power++)
            if ((left & 1) != 0)
                shift = Multiply(Powers[power & 31], shift);
        _inverted = Multiply(shift, _inverted) ^ crc;
    }

    /// <summary>x to the power of 2^n, modulo the polynomial; the highest bit is x^0.</summary>
    private static readonly uint[] Powers = BuildPowers();

    private static uint[] BuildPowers()
    {
        var powers = new uint[32];
        powers[0] = 1u << 30;
        for (var n = 1; n < powers.Length; n++)
            powers[n] = Multiply(powers[n - 1], powers[n - 1]);
        return powers;
    }

    /// <summary>Product of two polynomials over GF(2), reflected, modulo the checksum's.</summary>
    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (var bit = 1u << 31; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
                product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }

    private const uint Polynomial = 0xEDB88320;

    /// <summary>The way without special instructions; state is the inverted checksum.</summary>
    internal static uint ByTables(uint state, ReadOnlySpan<byte> data)
    {
        var tables = Tables;
        while (data.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ state;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            state = tables[1792 + (int)(low & 0xff)] ^ tables[1536 + (int)((low >> 8) & 0xff)]
                ^ tables[1280 + (int)((low >> 16) & 0xff)] ^ tables[1024 + (int)(low >> 24)]
                ^ tables[768 + (int)(high & 0xff)] ^ tables[512 + (int)((high >> 8) & 0xff)]
                ^ tables[256 + (int)((high >> 16) & 0xff)] ^ tables[(int)(high >> 24)];
            data = data[8..];
        }

        foreach (var each in data)
            state = (state >> 8) ^ tables[(int)((state ^ each) & 0xff)];
        return state;
    }

    // Length is a multiple of 16 and at least 64. The constants are x^n mod P, reflected, for the distances that one fold bridges.
    private static uint Fold(uint state, ReadOnlySpan<byte> data)
    {
        var blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(data);
        var x1 = blocks[0] ^ Vector128.CreateScalar(state).AsUInt64();
        var x2 = blocks[1];
        var x3 = blocks[2];
        var x4 = blocks[3];
        blocks = blocks[4..];
        var by64 = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
        while (blocks.Length >= 4)
        {
            x1 = Step(x1, by64) ^ blocks[0];
            x2 = Step(x2, by64) ^ blocks[1];
            x3 = Step(x3, by64) ^ blocks[2];
            x4 = Step(x4, by64) ^ blocks[3];
            blocks = blocks[4..];
        }

        var by16 = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);
        x1 = Step(x1, by16) ^ x2;
        x1 = Step(x1, by16) ^ x3;
        x1 = Step(x1, by16) ^ x4;
        foreach (var block in blocks)
            x1 = Step(x1, by16) ^ block;

        // What is left is sixteen bytes with the same remainder: the tables finish them.
        Span<byte> rest = stackalloc byte[16];
        MemoryMarshal.Write(rest, in x1);
        return ByTables(0, rest);
    }

    private static Vector128<ulong> Step(Vector128<ulong> x, Vector128<ulong> k) =>
        Pclmulqdq.CarrylessMultiply(x, k, 0x00) ^ Pclmulqdq.CarrylessMultiply(x, k, 0x11);

    private static uint[] BuildTables()
    {
        var tables = new uint[8 * 256];
        for (var i = 0; i < 256; i++)
        {
            var value = (uint)i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
            tables[i] = value;
        }

        for (var i = 256; i < tables.Length; i++)
            tables[i] = (tables[i - 256] >> 8) ^ tables[(int)(tables[i - 256] & 0xff)];
        return tables;
    }
}
