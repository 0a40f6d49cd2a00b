using System.Text;
using System.Text.Json;
using RobotPolicy.Cli.Commands.Datasets;
using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Parquet;

namespace RobotPolicy.Tests.Cli;

public sealed class FrameLinesTests
{
    private static readonly DatasetFeature[] Features =
    [
        new("observation.state", "float32", [2], ["pan.pos", "tilt, or so"]),
        new("action", "float32", [2]),
        new("next.done", "bool", [1]),
        new("note", "string", [1]),
        new("index", "int64", [1]),
    ];

    [Fact]
    public void Csv_HasAColumnForEachElement()
    {
        var lines = new FrameLines(Features);

        Assert.Equal("observation.state.pan.pos,\"observation.state.tilt, or so\",action.0,action.1,next.done,note,index", lines.Header());
        Assert.Equal("0.1,-2,nan,1E-07,1,\"say \"\"hi\"\"\",7", lines.Line(Rows(), 0));
    }

    [Fact]
    public void Json_HasAListForEachVector()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            new FrameLines(Features).Write(json, Rows(), 0);

        Assert.Equal(
            """{"observation.state":[0.1,-2],"action":[null,1E-07],"next.done":true,"note":"say \u0022hi\u0022","index":7}""", Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static DatasetRows Rows()
    {
        var batch = new ParquetBatch(Features.Select(feature => FeatureColumns.Of(feature)!));
        batch.Columns[0].AddList([0.1f, -2f]);
        batch.Columns[1].AddList([float.NaN, 1e-7f]);
        batch.Columns[2].Add((byte)1);
        batch.Columns[3].Add("say \"hi\"");
        batch.Columns[4].Add(7L);
        return new DatasetRows(batch);
    }
}
