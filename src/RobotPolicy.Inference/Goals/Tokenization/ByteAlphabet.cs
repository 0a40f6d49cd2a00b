namespace RobotPolicy.Inference.Goals.Tokenization;

/// <summary>
/// The printable character that stands for each byte in byte-level vocabularies (GPT-2's choice): printable Latin-1 for itself,
/// everything else from U+0100 on in order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Symbols = Make();

    public static char Symbol(byte value) => Symbols[value];

    private static char[] Make()
    {
        var symbols = new char[256];
        var next = 256;
        for (var i = 0; i < 256; i++)
            symbols[i] = i is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF ? (char)i : (char)next++;
        return symbols;
    }
}
