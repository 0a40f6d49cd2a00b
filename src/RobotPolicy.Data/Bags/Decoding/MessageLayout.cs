namespace RobotPolicy.Data.Bags.Decoding;

/// <summary>Fields of one message, in the order of its bytes.</summary>
internal sealed class MessageLayout(string name, FieldLayout[] fields)
{
    public string Name { get; } = name;

    public FieldLayout[] Fields { get; } = fields;

    /// <summary>Messages in messages below this one.</summary>
    public int Depth { get; } = fields.Select(field => field.Nested is null ? 0 : field.Nested.Depth + 1).Append(0).Max();
}
