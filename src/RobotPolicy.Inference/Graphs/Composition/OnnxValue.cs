namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>An input or output as a model declares it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Element type; 0 where it is no tensor.</param>
/// <param name="Shape">Dimensions, −1 where one is open; <see langword="null"/> where even their number is.</param>
/// <param name="Raw">The declaration as it is encoded.</param>
internal sealed record OnnxValue(string Name, OnnxElementType Type, IReadOnlyList<long>? Shape, ReadOnlyMemory<byte> Raw)
{
    public static OnnxValue Read(ReadOnlyMemory<byte> value)
    {
        var name = string.Empty;
        OnnxElementType type = 0;
        List<long>? shape = null;
        var reader = new ProtobufReader(value);
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = reader.Text;
            else if (reader.Field == 2)
                ReadType(reader.Bytes, ref type, ref shape);
        }

        return new OnnxValue(name, type, shape, value);
    }

    private static void ReadType(ReadOnlyMemory<byte> message, ref OnnxElementType type, ref List<long>? shape)
    {
        var kind = new ProtobufReader(message);
        while (kind.Next())
        {
            if (kind.Field != 1)
                continue;
            var tensor = new ProtobufReader(kind.Bytes);
            while (tensor.Next())
            {
                if (tensor.Field == 1)
                    type = (OnnxElementType)tensor.Number;
                else if (tensor.Field == 2)
                    shape = ReadShape(tensor.Bytes);
            }
        }
    }

    private static List<long> ReadShape(ReadOnlyMemory<byte> message)
    {
        var shape = new List<long>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field != 1)
                continue;
            long size = -1;
            var dimension = new ProtobufReader(reader.Bytes);
            while (dimension.Next())
                if (dimension.Field == 1)
                    size = dimension.Number;
            shape.Add(size);
        }

        return shape;
    }
}
