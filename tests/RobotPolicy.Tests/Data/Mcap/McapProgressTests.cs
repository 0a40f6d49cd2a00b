using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Data.Mcap;

/// <summary>Whoever reads a file whole says how far it is.</summary>
public sealed class McapProgressTests : IDisposable
{
    private readonly byte[] _file = McapFiles.Sample();
    private readonly List<double> _told = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("robotpolicy-progress-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Check_TellsHowFarItIs()
    {
        McapValidator.Check(new MemoryStream(_file), progress: _told.Add);
        AssertRises(to: 1);
    }

    [Fact]
    public void Recover_TellsHowFarItIs()
    {
        McapRecovery.Recover(new MemoryStream(_file), Stream.Null, progress: _told.Add);
        AssertRises(to: 1);
    }

    [Fact]
    public void Copy_TellsHowFarItIs()
    {
        using var source = McapIndexedReader.Open(new MemoryStream(_file));
        McapCopy.Copy([source], Stream.Null, progress: _told.Add);
        AssertRises(to: 1);
    }

    [Fact]
    public void Copy_OfAStretch_TellsHowFarItIsInIt()
    {
        using var source = McapIndexedReader.Open(new MemoryStream(_file));
        var (from, until) = (source.Statistics!.MessageStartTime, source.Statistics.MessageEndTime);
        McapCopy.Copy([source], Stream.Null, new McapQuery { StartTime = from + ((until - from) / 2) }, progress: _told.Add);
        AssertRises(to: 1);
        Assert.InRange(_told[0], 0, 0.2);
    }

    [Fact]
    public void CheckOfABag_TellsOfFilesThenOfMessages()
    {
        BagValidator.Check(WriteBag(), progress: _told.Add);
        AssertRises(to: 1);
        Assert.Contains(_told, share => share <= 0.5);
        Assert.Contains(_told, share => share is > 0.5 and < 0.9);
    }

    [Fact]
    public void Convert_TellsHowFarItIs()
    {
        using var bag = BagReader.Open(WriteBag());
        BagConversion.Convert(bag, Stream.Null, "new.mcap", progress: _told.Add);
        AssertRises(to: 1);
    }

    private string WriteBag()
    {
        var path = Path.Combine(_folder.FullName, "bag_0.mcap");
        using var stream = File.Create(path);
        using var writer = new McapWriter(stream, new McapWriteOptions { Profile = "ros2", ChunkSize = 256 });
        var topic = BagConversion.AddTopic(writer, new BagTopic("/a", "std_msgs/msg/Bool") { OfferedQos = [BagQos.Of(QosProfile.Default)] });
        for (var i = 0u; i < 40; i++)
            writer.WriteMessage(topic, i, i, i, [0, 1, 0, 0, 1]);
        writer.Complete();
        return path;
    }

    private void AssertRises(double to)
    {
        Assert.NotEmpty(_told);
        Assert.Equal(_told.Order(), _told);
        Assert.InRange(_told[^1], 0.9 * to, to);
    }
}
