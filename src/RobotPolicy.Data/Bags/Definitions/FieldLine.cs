namespace RobotPolicy.Data.Bags.Definitions;

/// <summary>One field of a <c>.msg</c> file.</summary>
/// <param name="Type">As it is written.</param>
/// <param name="Name">As it is written.</param>
/// <param name="Number">Line of the file, from 1.</param>
internal readonly record struct FieldLine(string Type, string Name, int Number)
{
    /// <summary>The fields of one message's text; comments, constants, default values and blank lines are passed over.</summary>
    public static IEnumerable<FieldLine> Of(string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var content = line.AsSpan().Trim();
            if (content.IsEmpty || content[0] == '#')
                continue;
            var afterType = content.IndexOfAny(" \t");
            var rest = afterType < 0 ? [] : content[afterType..].TrimStart();
            var end = rest.IndexOfAnyExcept(NameCharacters);
            var name = end < 0 ? rest : rest[..end];
            if (end >= 0 && rest[end..].TrimStart() is ['=', ..])
                continue;
            yield return new FieldLine((afterType < 0 ? content : content[..afterType]).ToString(), name.ToString(), number);
        }
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}
