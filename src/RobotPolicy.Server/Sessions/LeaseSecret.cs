using System.Security.Cryptography;

namespace RobotPolicy.Server.Sessions;

/// <summary>
/// The id of one lease: 128 random bits, told to nobody but its holder. Printing it, on purpose or through a record, shows stars.
/// </summary>
public sealed class LeaseSecret
{
    private const int Bytes = 16;

    private readonly byte[] _value = RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>The id as its holder gets it: 32 hexadecimal digits.</summary>
    public string Reveal() => Convert.ToHexStringLower(_value);

    /// <summary>Whether this is the id, in a time that does not depend on how much of it is right.</summary>
    public bool Matches(string? text)
    {
        Span<byte> presented = stackalloc byte[Bytes];
        return text is { Length: 2 * Bytes }
            && Convert.FromHexString(text, presented, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == Bytes
            && CryptographicOperations.FixedTimeEquals(presented, _value);
    }

    /// <inheritdoc/>
    public override string ToString() => "***";
}
