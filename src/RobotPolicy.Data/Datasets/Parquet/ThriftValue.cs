namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>A value of Thrift's compact protocol. Only what a Parquet footer consists of; no maps, no unions of our own.</summary>
internal abstract record ThriftValue
{
    /// <summary>The protocol's type number as it stands in a field header.</summary>
    public abstract byte Type { get; }
}

/// <summary>true is 1 and false is 2; inside a list a byte follows, in a field the type says it.</summary>
internal sealed record ThriftBoolean(bool Value) : ThriftValue
{
    public override byte Type => Value ? (byte)1 : (byte)2;
}

/// <summary>A whole number of 8 (3), 16 (4), 32 (5) or 64 (6) bits.</summary>
internal sealed record ThriftNumber(byte Width, long Value) : ThriftValue
{
    public override byte Type => Width;
}

/// <summary>Eight bytes as they stand (7).</summary>
internal sealed record ThriftDouble(double Value) : ThriftValue
{
    public override byte Type => 7;
}

/// <summary>Bytes or a text (8).</summary>
internal sealed record ThriftBinary(byte[] Value) : ThriftValue
{
    public override byte Type => 8;
}

/// <summary>A list (9) or a set (10).</summary>
internal sealed record ThriftList(byte Kind, byte ElementType, List<ThriftValue> Items) : ThriftValue
{
    public override byte Type => Kind;
}

/// <summary>A structure (12): its fields by number, in order.</summary>
internal sealed record ThriftStruct(SortedDictionary<short, ThriftValue> Fields) : ThriftValue
{
    public override byte Type => 12;

    /// <summary>Adds to a number where it is there.</summary>
    public void Shift(short field, long by)
    {
        if (Fields.TryGetValue(field, out var value) && value is ThriftNumber number)
            Fields[field] = number with { Value = number.Value + by };
    }

    public long Number(short field) => Fields.TryGetValue(field, out var value) && value is ThriftNumber number
        ? number.Value
        : throw new FormatException($"field {field} of the footer is missing");

    public IEnumerable<ThriftStruct> Structs(short field) => Fields.TryGetValue(field, out var value) && value is ThriftList list
        ? list.Items.OfType<ThriftStruct>()
        : throw new FormatException($"field {field} of the footer is missing");
}
